import { describe, expect, it } from 'vitest'
import { problemsOf } from '../trigger/problems-of.ts'
import { Trigger } from '../trigger/trigger.ts'
import { readStoredOptions } from './read-stored-options.ts'
import type { StoredOptions } from './stored-options.ts'

const base = { name: 'audit', tables: ['orders'], events: ['afterInsert'] }

function problems(definition: object, stored: StoredOptions = {}): string[] {
  const functions = new Map([
    ['slugify', () => 1],
    ['charge', () => 1],
  ])
  return problemsOf({ ...base, ...definition }, { origin: 'stored', stored: readStoredOptions(stored), functions })
}

const log = Trigger.log.info('x')

describe('what a stored definition may do', () => {
  it('R46 families: only the allowed ones, by family or by type', () => {
    const actions = [
      log,
      Trigger.cache.set('redis', 'k', 1),
      { type: 'custom.http', config: { url: 'https://a.example' } },
    ]
    expect(problems({ actions })).toEqual([])
    expect(problems({ actions }, { families: ['log', 'cache.get'] })).toEqual([
      'actions[1].type: stored definitions may not use cache.set, only log, cache.get: ' +
        "allow it by createTriggers({ stored: { families: [… 'cache'] } }), or register the trigger in code",
      'actions[2].type: stored definitions may not use custom.http, only log, cache.get: ' +
        "allow it by createTriggers({ stored: { families: [… 'http'] } }), or register the trigger in code",
    ])
    expect(problems({ actions }, { families: ['log', 'cache.set', 'http'] })).toEqual([])
    expect(problems({ actions: [log] }, { families: [] })).toHaveLength(1)
  })

  it('R46 what stands inside a fallback.run is checked like any other action', () => {
    const inner = [
      { type: 'cache.set', config: { cache: 'redis', key: 'k', value: 1 } },
      {
        type: 'fallback.run',
        actions: [
          { type: 'database.delete', table: 'users', where: { id: 1 } },
          { type: 'custom', function: 'charge' },
        ],
      },
    ]
    const actions = [{ type: 'fallback.run', config: { actions: inner } }]
    const stored = {
      families: ['fallback', 'database', 'custom'],
      tables: { write: ['audit'] },
      functions: ['slugify'],
    }
    expect(problems({ actions }, stored).map((problem) => problem.split(':')[0])).toEqual([
      'actions[0].config.actions[0].type',
      'actions[0].config.actions[1].actions[0].table',
      'actions[0].config.actions[1].actions[1].function',
    ])
  })

  it('R46 listens to the allowed tables, and to all by "*" only where all are allowed', () => {
    const tables = { listen: ['orders'], write: ['audit_logs'] }
    expect(problems({ actions: [log], tables: ['orders'] }, { tables })).toEqual([])
    expect(problems({ actions: [log], tables: ['orders', 'users'] }, { tables })).toEqual([
      'tables[1]: stored triggers may not listen to "users", only to orders (stored.tables.listen): ' +
        "allow it by createTriggers({ stored: { tables: { listen: [… 'users'] } } }), or register the trigger in code",
    ])
    expect(problems({ actions: [log], tables: ['*'] }, { tables })[0]).toMatch(
      /^tables\[0\]: "\*" is every table, and stored triggers may listen to orders only \(name those\)/,
    )
    expect(problems({ actions: [log], tables: ['*'] })).toEqual([])
  })

  it('R46 writes to the allowed tables, and writes them out', () => {
    const tables = { write: ['audit_logs'] }
    const insert = (table: string) => Trigger.database.insert(table, { a: 1 })
    const config = { type: 'database.delete', config: { table: 'users', where: { id: 1 } } }
    expect(problems({ actions: [insert('audit_logs')] }, { tables })).toEqual([])
    expect(problems({ actions: [insert('{{record.target}}')] })).toEqual([
      'actions[0].table: a stored definition has to write this name out',
    ])
    expect(problems({ actions: [insert('users'), config] }, { tables })).toEqual([
      expect.stringMatching(/^actions\[0\]\.table: stored triggers may not write to "users", only to audit_logs/),
      expect.stringMatching(/^actions\[1\]\.config\.table: stored triggers may not write to "users"/),
    ])
    const set = { events: ['beforeInsert'], actions: [Trigger.record.set({ a: 1 })] }
    expect(problems(set, { tables })[0]).toMatch(/^actions\[0\]\.type: stored triggers may not write to "orders"/)
    expect(problems({ ...set, tables: ['*'] }, { tables })[0]).toMatch(
      /^actions\[0\]\.type: "\*" is every table, and stored triggers may write to audit_logs only/,
    )
    expect(problems({ ...set, tables: ['audit_logs'] }, { tables })).toEqual([])
  })

  it('R46 a table is known by each of its names', () => {
    const namesOf = (table: string): string[] => (table === 'AuditLog' ? ['AuditLog', 'audit_logs'] : [table])
    const stored = readStoredOptions({ tables: { write: ['audit_logs'] } })
    const definition = { ...base, actions: [Trigger.database.insert('AuditLog', { a: 1 })] }
    expect(problemsOf(definition, { origin: 'stored', stored, namesOf })).toEqual([])
    expect(problemsOf(definition, { origin: 'stored', stored })).toHaveLength(1)
  })

  it.each(['triggerkit_jobs', 'public.triggerkit_outbox'])(
    'R21 R46 %s is out of reach, whatever is allowed',
    (table) => {
      expect(problems({ actions: [log], tables: [table] }, { tables: ['*'] })).toHaveLength(1)
      expect(problems({ actions: [Trigger.database.insert(table, { a: 1 })] })[0]).toContain(
        'a table of Triggerkit itself',
      )
    },
  )

  it('R46 custom names a registered function that is allowed, by its name and not by a placeholder', () => {
    const call = (name: string) => ({ actions: [{ type: 'custom', config: { function: name } }] })
    expect(problems(call('slugify'))).toEqual([])
    expect(problems(call('slugifi'))).toEqual([
      'actions[0].config.function: unknown function "slugifi", did you mean "slugify"?',
    ])
    expect(problems(call('charge'), { functions: ['slugify'] })[0]).toMatch(
      /^actions\[0\]\.config\.function: stored definitions may not call the function "charge", only slugify/,
    )
    expect(problems(call('{{record.fn}}')).join()).toContain('not by a placeholder')
    expect(problems(call('__proto__'))).toHaveLength(1)
    expect(problems({ actions: [Trigger.custom(() => 1)] }).join()).toContain('plain JSON')
  })

  it('R46 R27 neither acts before the commit nor, where that is switched off, listens before a Write', () => {
    const unsafe = { ...Trigger.cache.delete('redis', 'k'), unsafeBeforeCommit: true }
    const before = { events: ['beforeInsert'], actions: [unsafe] }
    expect(problems(before)).toEqual([
      expect.stringMatching(/^actions\[0\]\.unsafeBeforeCommit: stored definitions may not/),
    ])
    expect(problems(before, { unsafeBeforeCommit: true })).toEqual([])
    expect(problems({ events: ['beforeWrite', 'afterInsert'], actions: [log] }, { beforeEvents: false })).toEqual([
      expect.stringMatching(/^events: stored triggers may not listen to beforeWrite/),
    ])
  })

  it('R46 of triggers in code nothing of it holds', () => {
    const stored = readStoredOptions({ families: [], tables: [], beforeEvents: false })
    expect(problemsOf({ ...base, actions: [log] }, { origin: 'code', stored })).toEqual([])
  })
})
