import { describe, expect, it } from 'vitest'
import { readStoredOptions } from '../stored/read-stored-options.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const log = Trigger.log.info('x')
const base = { name: 'audit', tables: ['orders'], events: ['afterInsert'], actions: [log] }
const field = (value: unknown): object => ({ field: 'record.a', operator: 'IN', value })
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)
const data = (value: unknown): object => ({ actions: [Trigger.log.info('x', { data: value })] })
const act = (more: object): object => ({ actions: [{ ...log, ...more }] })
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const matches = (value: string): object => ({ field: 'record.a', operator: 'MATCHES', value })

describe('limits of definitions', () => {
  it.each<[string, object, string]>([
    ['maxActions', { actions: many(21, log) }, 'actions: found 21 actions, at most 20 are allowed (maxActions)'],
    ['maxTables', { tables: many(101, 'a') }, 'tables: found 101 tables, at most 100 are allowed (maxTables)'],
    ['maxEvents', { events: many(17, 'afterInsert') }, 'events: found 17 events, at most 16'],
    ['maxEnvs', { envs: many(101, 'a') }, 'envs: found 101 environments, at most 100'],
    ['maxValues', data(many(4_999, 1)), 'the definition has more than 5000 values (maxValues)'],
    ['maxValues of one array', data(many(6_000, 1)), 'the array has 6000 items, at most 5000 values'],
    ['maxDepth', data(nested(50)), 'nested deeper than 40 levels (maxDepth)'],
    ['maxTextLength', data('x'.repeat(50_001)), 'the text has 50001 characters, at most 50000'],
    ['maxTotalLength', data(many(6, 'x'.repeat(49_000))), 'more than 250000 characters (maxTotalLength)'],
    [
      'maxKeyLength',
      data({ ['k'.repeat(257)]: 1 }),
      'the key has 257 characters, at most 256 are allowed (maxKeyLength)',
    ],
    ['maxNameLength', { name: 'n'.repeat(201) }, 'name: found 201 characters, at most 200 are allowed (maxNameLength)'],
    ['maxNameLength of a tag', { tag: 'n'.repeat(201) }, 'tag: found 201 characters'],
    ['maxNameLength of an action', act({ name: 'n'.repeat(201) }), 'actions[0].name: found 201 characters'],
    ['maxNameLength of a table', { tables: ['t'.repeat(201)] }, 'tables: found 201 characters'],
    ['maxDescriptionLength', { description: 'd'.repeat(2_001) }, 'description: found 2001 characters, at most 2000'],
    ['maxPlaceholders', data('{{a}}'.repeat(1_001)), 'found 1001 placeholders, at most 1000'],
    ['maxConditions', { condition: { or: many(500, field([1])) } }, 'condition: found 501 conditions, at most 500'],
    ['maxListLength', { condition: field(many(1_001, 1)) }, 'condition.value: found 1001 values, at most 1000'],
    [
      'maxListLength of a filter',
      { actions: [Trigger.database.delete('logs', { id: { $in: many(1_001, 1) } })] },
      'actions[0].where.id.$in: found 1001 values, at most 1000 are allowed (maxListLength)',
    ],
    ['maxPatterns', { condition: { or: many(11, matches('a')) } }, 'found 11 patterns, at most 10'],
    ['maxPatternLength', { condition: matches('a'.repeat(1_001)) }, 'found 1001 characters, at most 1000'],
    ['maxPatternLength together', { condition: { or: many(3, matches('a'.repeat(400))) } }, 'found 1200 characters'],
    ['maxProgramSize', { condition: { or: many(3, matches('a{900}')) } }, 'found 2700 steps, at most 2000'],
    ['maxPriority', { priority: -1e7 }, 'priority: expected a number from -1000000 to 1000000'],
    ['maxAttempts', act({ retry: { maxAttempts: 1_000 } }), 'retry.maxAttempts: expected a whole number from 1 to 10'],
    [
      'maxRetryDelayMs',
      act({ retry: { maxDelay: 60_001 } }),
      'retry.maxDelay: expected a number of milliseconds from 0 to 60000',
    ],
    ['maxBackoff', act({ retry: { backoffMultiplier: 11 } }), 'backoffMultiplier: expected a number from 1 to 10'],
    [
      'maxTimeoutMs',
      act({ timeout: 2_147_483_647 }),
      'timeout: expected a number of milliseconds above 0, at most 60000',
    ],
  ])('R46 %s of a stored definition, named with what was found', (_, more, problem) => {
    const problems = problemsOf({ ...base, ...more }, { origin: 'stored' })
    expect(
      problems.some((text) => text.includes(problem)),
      problems.join('\n'),
    ).toBe(true)
  })

  it('R46 an engine sets other limits for stored definitions, up to those of code', () => {
    const definition = { ...base, actions: many(30, log) }
    expect(problemsOf(definition, { origin: 'stored', stored: readStoredOptions({ maxActions: 30 }) })).toEqual([])
    expect(problemsOf(definition, { origin: 'code' })).toEqual([])
    expect(problemsOf({ ...base, ...act({ retry: { maxAttempts: 1_000 } }) })).toEqual([])
  })

  it.each([
    ['a line break', 'name\n[triggerkit] all is well'],
    ['an escape', 'a\u001b[2J'],
    ['a line separator', 'a\u2028b'],
    ['a turn of direction', 'a\u202egnp'],
    ['half of a pair', 'a\ud800'],
  ])('R47 %s in a name would forge a log line', (_, name) => {
    const problems = problemsOf({ ...base, name, tag: name, tables: [name], envs: [name], ...act({ name }) })
    expect(problems.map((text) => text.split(':')[0])).toEqual(['actions[0].name', 'tag', 'name', 'tables', 'envs'])
    expect(problemsOf({ ...base, description: name }).length).toBe(name.includes('\n') ? 0 : 1)
  })

  it('R46 a stored definition has no half of a surrogate pair', () => {
    const wrong = JSON.parse('{"a":"\\ud800","\\udfff":1}') as object
    const problems = problemsOf({ ...base, ...data(wrong) }, { origin: 'stored' })
    expect(problems.map((text) => text.split(': ').at(-1))).toEqual([
      'the text holds half of a surrogate pair',
      'the key holds half of a surrogate pair',
    ])
    expect(problemsOf({ ...base, ...data('👨‍👩‍👧') }, { origin: 'stored' })).toEqual([])
  })

  it.each(['__proto__', 'constructor', 'prototype'])('R47 no action, trigger or tag is named %s', (name) => {
    expect(problemsOf({ ...base, ...act({ name }) })).toEqual([`actions[0].name: "${name}" is not allowed as a name`])
    expect(problemsOf({ ...base, name, tag: name })).toHaveLength(2)
  })
})
