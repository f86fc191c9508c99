import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { OptionsError } from '../errors/options-error.ts'
import { limits } from '../trigger/limits.ts'
import { readStoredOptions } from './read-stored-options.ts'
import type { StoredOptions } from './stored-options.ts'

function problems(stored: unknown): string[] {
  try {
    createTriggers({ stored: stored as StoredOptions })
  } catch (error) {
    if (!OptionsError.isInstance(error)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

describe('createTriggers({ stored })', () => {
  it('R46 tells of every problem at once, with what was meant', () => {
    const wrong = {
      familes: ['log'],
      families: ['log', 'htpp', 'cache.gte', 7],
      tables: { lisen: [], write: ['audit', 'triggerkit_jobs'] },
      functions: 'slugify',
      beforeEvents: 'yes',
      maxWrites: 0,
      maxActions: 101,
      maxNameLength: 5,
    }
    expect(problems(wrong)).toEqual([
      'stored.familes: unknown option "familes", did you mean "families"?',
      expect.stringMatching(/^stored.maxNameLength: unknown option "maxNameLength"/),
      'stored.families: expected an array of strings, found array',
      'stored.tables.lisen: unknown option "lisen", did you mean "listen"?',
      'stored.tables.write[1]: "triggerkit_jobs" is a table of Triggerkit itself, which no stored definition reaches',
      'stored.functions: expected an array of strings, found string "slugify"',
      'stored.beforeEvents: expected true or false, found string "yes"',
      'stored.maxActions: expected a whole number from 1 to 100, found number 101',
      'stored.maxWrites: expected a whole number from 1, found number 0',
    ])
    expect(problems({ families: ['log', 'htpp', 'cache.gte'] })).toEqual([
      'stored.families[1]: unknown action family or type "htpp", did you mean "http"?',
      'stored.families[2]: unknown action family or type "cache.gte", did you mean "cache.get"?',
    ])
    expect(problems('all')).toEqual(['stored: expected an object of options, found string "all"'])
    expect(() => createTriggers({ stored: { maxActions: 0.5 } })).toThrow(
      /createTriggers have a problem:\n {2}- stored/,
    )
  })

  it('R46 allows by default everything but what is unsafe: own tables, hidden columns, acting before the commit', () => {
    const policy = readStoredOptions(undefined)
    expect(policy).toMatchObject({ families: 'all', listen: 'all', write: 'all', functions: 'all', beforeEvents: true })
    expect(policy.unsafeBeforeCommit).toBe(false)
    expect(policy.sensitive.size).toBe(0)
    for (const [name, { stored }] of Object.entries(limits)) expect(policy.bounds).toHaveProperty(name, stored)
  })

  it('one list of tables is for listening and writing', () => {
    expect(readStoredOptions({ tables: ['a'] })).toMatchObject({ listen: new Set(['a']), write: new Set(['a']) })
    expect(readStoredOptions({ tables: { write: [] } })).toMatchObject({ listen: 'all', write: new Set() })
    expect(readStoredOptions({ tables: ['*'] })).toMatchObject({ listen: 'all', write: 'all' })
  })

  it('no stored limit is above that of code', () => {
    for (const { code, stored } of Object.values(limits)) expect(stored).toBeLessThanOrEqual(code)
  })
})
