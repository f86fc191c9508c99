import { afterEach, describe, expect, it } from 'vitest'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { problemsOf } from '../trigger/problems-of.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { registerStored } from './register-stored.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('orders', { id: 'integer', status: 'string', meta: 'json' }),
  defineTable('audit', { id: 'integer', value: 'json' }),
]
const names = ['__proto__', 'constructor', 'prototype'] as const
/** What an attacker stores: keys that JSON.parse makes own properties. */
const poison = JSON.parse(
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1},"a":1}',
) as Record<string, unknown>

function start(options: EngineOptions = {}): { triggers: Triggers; database: MemoryDatabase; lines: unknown[][] } {
  const lines: unknown[][] = []
  const write = (...line: unknown[]): void => void lines.push(line)
  const logger = { debug: write, info: write, warn: write, error: write }
  const triggers = createTriggers({ logger, onError: (error) => lines.push([error.message]), ...options })
  return { triggers, database: new MemoryDatabase({ tables }).connect(triggers), lines }
}

const onInsert = { name: 'probe', tables: ['orders'], events: ['afterInsert'] }

describe('own properties only', () => {
  afterEach(() => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it.each(names)('R47 %s is in no path of a condition or template', (name) => {
    const base = { ...onInsert, actions: [Trigger.log.info('x')] }
    for (const path of [`record.${name}`, `record.meta.${name}.polluted`, `${name}.polluted`, `input.${name}`]) {
      expect(problemsOf({ ...base, actions: [Trigger.log.info(`{{${path}}}`)] }).join()).toContain('may not be read')
      expect(problemsOf({ ...base, condition: Trigger.when.field(path).isNull() }).join()).toContain('may not be read')
      const value = { field: 'record.a', operator: 'EQUALS', value: `{{${path}}}` }
      expect(problemsOf({ ...base, condition: value }).join()).toContain('may not be read')
    }
    expect(problemsOf({ ...base, actions: [Trigger.log.info(`{{actions.${name}.result}}`)] })).toHaveLength(1)
  })

  it.each(names)('R47 %s is no key of a definition, wherever it stands', (name) => {
    const poisoned = JSON.parse(`{"a":1,"${name}":{"polluted":1}}`) as Record<string, unknown>
    const actions = [
      { ...Trigger.log.info('x'), data: poisoned },
      { ...Trigger.http.post('https://a.example', {}), headers: poisoned },
      { ...Trigger.notification.email('m', 'a@b.c'), template: poisoned },
      { ...Trigger.cache.set('c', 'k', 1), value: [poisoned] },
      { ...Trigger.database.insert('audit', {}), data: poisoned },
      { ...Trigger.database.delete('audit', {}), where: poisoned },
      { ...Trigger.database.update('audit', {}, { id: 1 }), data: { $set: poisoned } },
    ]
    for (const action of actions)
      expect(problemsOf({ ...onInsert, actions: [action] }).join('\n')).toContain(`the key "${name}" is not allowed`)
    const set = { type: 'record.set', fields: { [`meta.${name}.polluted`]: 1 } }
    expect(problemsOf({ ...onInsert, events: ['beforeInsert'], actions: [set] }).join()).toMatch(
      /may not be|not allowed/,
    )
    expect(problemsOf({ ...onInsert, ...poisoned, actions: [Trigger.log.info('x')] }).join()).toContain(name)
  })

  it('R47 keys that a record brings change no prototype and reach no column', async () => {
    const { triggers, database } = start()
    const whole = '{{record.meta}}' as never
    const cases = [
      [{ type: 'record.set', fields: whole }, 'beforeInsert'],
      [Trigger.database.insert('audit', whole), 'afterInsert'],
      [Trigger.database.update('audit', whole, { id: 1 }), 'afterInsert'],
      [Trigger.database.delete('audit', whole), 'afterInsert'],
    ] as const
    for (const [action, event] of cases) {
      registerStored(triggers, { ...onInsert, events: [event], actions: [action] })
      await expect(database.create('orders', { id: 1, meta: poison })).rejects.toThrow(
        /may not be the name of a column|is no column/,
      )
      expect(database.rows('orders')).toEqual([])
    }
  })

  it('R47 whole records with such keys come out as what they are, and are no way in', async () => {
    const { triggers, database, lines } = start()
    const paths = [
      'record.meta.polluted',
      'record.meta.a',
      'record.polluted',
      'input.polluted',
      'record.toString',
      'toString',
    ]
    const actions = [
      ...paths.map((path) => Trigger.log.info(`${path}={{${path}}}`)),
      Trigger.database.insert('audit', { value: '{{record.meta}}' }),
      Trigger.log.info('{{record}}', { record: '{{record}}', input: '{{input}}' }),
    ]
    registerStored(triggers, { ...onInsert, actions })
    await database.create(
      'orders',
      Object.assign(JSON.parse('{"__proto__":{"polluted":2}}') as object, { id: 1, meta: poison, toString: 'own' }),
    )
    expect(
      lines
        .slice(0, paths.length)
        .flat()
        .filter((line) => line !== undefined),
    ).toEqual([
      'record.meta.polluted=',
      'record.meta.a=1',
      'record.polluted=',
      'input.polluted=',
      'record.toString=own',
      'toString=',
    ])
    expect(database.rows('audit')).toHaveLength(1)
    expect(Object.getPrototypeOf(database.rows('audit')[0]!)).toBe(Object.prototype)
  })

  it('R47 withContext and execute take such names for nothing', async () => {
    const { triggers, database, lines } = start()
    const text = '{{polluted}}|{{user.polluted}}|{{tenant.polluted}}|{{user.id}}|{{hasOwnProperty}}'
    registerStored(triggers, { ...onInsert, actions: [Trigger.log.info(text)] })
    const values = { ...poison, user: { ...poison, id: 7 }, tenant: poison, hasOwnProperty: 'own' }
    await triggers.withContext(values as never, () => database.create('orders', { id: 1 }))
    await triggers.withContext(values as never, () =>
      triggers.execute('afterInsert', { ...poison, table: 'orders', record: { ...poison } }),
    )
    expect(lines.map(([line]) => line)).toEqual(['|||7|own', '|||7|own'])
  })

  it('R47 functions, results and options by such names are the own ones only', async () => {
    const functions = Object.fromEntries([
      ['__proto__', () => 'own'],
      ['constructor', () => 'own'],
    ])
    const { triggers } = start({ functions })
    const call = (name: string) => ({ ...onInsert, actions: [{ type: 'custom', function: name, name: 'call' }] })
    expect(() => registerStored(triggers, call('toString'))).toThrow(/unknown function "toString"/)
    registerStored(triggers, call('__proto__'))
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: 'own' })
    expect(() => createTriggers({ stored: JSON.parse('{"__proto__":{"beforeEvents":false}}') as object })).toThrow(
      /the key "__proto__" is not allowed/,
    )
  })

  it('R47 a provider, message or header is found by its own name only', async () => {
    const sent: unknown[] = []
    const cache = { set: (key: string, value: unknown) => void sent.push([key, value]) }
    const email = { send: (mail: unknown) => void sent.push(mail), messages: { welcome: { subject: 'Hi' } } }
    const { triggers, lines } = start({ providers: { cache, email } as never })
    const actions = [
      { ...Trigger.cache.set('__proto__', 'constructor', 1), continueOnError: true },
      {
        ...Trigger.notification.email('email:__proto__', 'a@b.example', { template: { a: 1 } }),
        continueOnError: true,
      },
      { ...Trigger.notification.email('email:toString', 'a@b.example', {}), continueOnError: true },
    ]
    registerStored(triggers, { ...onInsert, actions })
    const { triggers: reports } = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(reports[0]!.actions.map(({ status }) => status)).toEqual(['done', 'failed', 'failed'])
    expect(sent).toEqual([['constructor', 1]])
    expect(lines.join()).toMatch(/no message "__proto__".*no message "toString"/)
  })
})
