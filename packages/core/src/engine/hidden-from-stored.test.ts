import { describe, expect, it, vi } from 'vitest'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { coreOf, registerStored } from './register-stored.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const users = defineTable(
  'users',
  {
    id: 'integer',
    name: 'string',
    password: 'string',
    ssn: 'string',
    meta: 'json',
    'address.city': 'string',
    'address.pin': 'string',
  },
  { hidden: ['password', 'address.pin'], relations: ['author'] },
)
const copies = defineTable('copies', { id: 'integer', value: 'json', secret: 'string' }, { hidden: ['secret'] })
const plain = defineTable('plain', { id: 'integer', value: 'json' })

const given = {
  id: 1,
  name: 'Ann',
  password: 'HIDDEN-1',
  ssn: 'HIDDEN-2',
  meta: { theme: 'dark', token: 'HIDDEN-3' },
  address: { city: 'Rome', pin: 'HIDDEN-4' },
  author: { id: 2, password: 'HIDDEN-5' },
  plainPassword: 'HIDDEN-6',
}

interface Scene {
  triggers: Triggers
  database: MemoryDatabase
  lines: unknown[]
  errors: Error[]
}

function start(options: EngineOptions = {}): Scene {
  const lines: unknown[] = []
  const errors: Error[] = []
  const write = (message: string, data?: unknown): void => void lines.push([message, data])
  const triggers = createTriggers({
    sensitive: ['users.ssn', 'users.meta.token', 'plainPassword'],
    logger: { debug: write, info: write, warn: write, error: write },
    onError: (error) => errors.push(error),
    ...options,
  })
  const database = new MemoryDatabase({ tables: [users, copies, plain] }).connect(triggers)
  return { triggers, database, lines, errors }
}

const places = [
  'record.password',
  'previousRecord.ssn',
  'record.address.pin',
  'record.meta.token',
  'input.password',
  'input.address.pin',
  'input.author',
  'input.author.password',
  'record.plainPassword',
  'input.plainPassword',
]

describe('hidden columns and stored definitions', () => {
  it.each(places)(
    'R19 {{%s}} is a problem of a stored definition in text, value, header, key and condition',
    (path) => {
      const { triggers, database } = start()
      const value = `{{${path}}}`
      const actions = [
        Trigger.log.info(`x ${value}`),
        Trigger.http.post('https://a.example', { value }, { headers: { 'x-a': value } }),
        Trigger.cache.set('redis', `k${value}`, [value]),
        Trigger.database.insert('plain', { value }),
      ]
      const register = (more: object): (() => void) => {
        const definition = { name: 'leak', tables: ['users'], events: ['afterWrite'], actions: [Trigger.log.info('x')] }
        return () => registerStored(triggers, { ...definition, ...more }, database)
      }
      for (const action of actions) expect(register({ actions: [action] })).toThrow(TriggerDefinitionError)
      expect(register({ actions })).toThrow(/hidden from stored definitions/)
      const condition = Trigger.when.field('record.name').equals(value)
      expect(register({ condition })).toThrow(/condition\.value: .* hidden from stored definitions/)
      if (path.startsWith('input')) return
      expect(register({ condition: Trigger.when.not(Trigger.when.field(path).isNull()) })).toThrow(
        /condition\.not\.field: .* hidden from stored definitions/,
      )
    },
  )

  it.each<[string, string, object]>([
    ['record.set', 'beforeInsert', Trigger.record.set({ password: 'mine' })],
    ['record.set of a group', 'beforeInsert', Trigger.record.set({ address: { pin: 'mine' } })],
    ['record.validate', 'beforeInsert', Trigger.record.validate({ password: { pattern: '^a' } })],
    ['storage.upload', 'afterInsert', Trigger.storage.upload('s', 'a.txt', { dataField: 'password' })],
    ['insert', 'afterInsert', Trigger.database.insert('users', { password: 'mine' })],
    ['update', 'afterInsert', Trigger.database.update('users', { $set: { ssn: 'mine' } }, { id: 1 })],
    ['a filter', 'afterInsert', Trigger.database.delete('users', { $or: [{ id: 1 }, { password: { $like: 'a%' } }] })],
    ['a filter of a group', 'afterInsert', Trigger.database.delete('users', { address: { pin: 1 } })],
    ['a hidden column of another table', 'afterInsert', Trigger.database.insert('copies', { secret: 1 })],
  ])('R19 %s on a hidden column is a problem, named with its remedy', (_, event, action) => {
    const { triggers, database } = start()
    const definition = { name: 'set', tables: ['users'], events: [event], actions: [action] }
    const register = (): void => registerStored(triggers, definition, database)
    expect(register).toThrow(
      /actions\[0\].* is hidden from stored definitions: leave it out, or allow it by createTriggers/,
    )
  })

  it('R19 stored.sensitive allows single columns, by column or table and column', async () => {
    const { triggers, database, lines } = start({
      sensitive: ['ssn'],
      stored: { sensitive: ['users.ssn', 'password'] },
    })
    const actions = [Trigger.log.info('{{record.ssn}} {{record.password}} {{record}}')]
    registerStored(triggers, { name: 'see', tables: ['users'], events: ['afterInsert'], actions }, database)
    await database.create('users', { id: 1, ssn: '12', password: 'pw' })
    expect(lines).toEqual([['12 pw {"id":1}', undefined]])
  })

  it.each(['beforeInsert', 'afterInsert'])(
    'R19 at run time (%s) they are simply not there: no path, no whole, no name',
    async (event) => {
      const { triggers, database, lines, errors } = start()
      const texts = [...places, 'record', 'input', 'changedFields', 'record.meta', 'input.meta', 'record.address']
      const actions = texts.map((path) => Trigger.log.info(`${path}={{${path}}}`, { [path]: `{{${path}}}` }))
      registerStored(triggers, { name: 'leak', tables: ['users'], events: [event], actions })
      await database.create('users', given)
      expect(errors).toEqual([])
      expect(lines).toHaveLength(texts.length)
      const told = JSON.stringify(lines)
      expect(told).not.toContain('HIDDEN')
      expect(lines.slice(10).join()).not.toMatch(/password|ssn|pin/)
      expect(told).toContain(
        'input={\\"id\\":1,\\"name\\":\\"Ann\\",\\"meta\\":{\\"theme\\":\\"dark\\"},\\"address\\":{\\"city\\":\\"Rome\\"}}',
      )
      expect(database.rows('users')[0]).toMatchObject({ password: 'HIDDEN-1', ssn: 'HIDDEN-2', meta: given.meta })
      expect(given.author.password).toBe('HIDDEN-5')
    },
  )

  it('R19 a condition that was loaded before the schema was known tells nothing', async () => {
    const { triggers, database, lines } = start()
    const field = Trigger.when.field('record.password')
    const conditions = [field.equals('HIDDEN-1'), field.isNotNull(), field.changed(), field.matches('^H')]
    const base = { tables: ['users'], events: ['afterWrite'], actions: [Trigger.log.info('yes')] }
    const definitions = conditions.map((condition, index) => ({ ...base, name: `o${index}`, condition }))
    registerStored(triggers, definitions)
    expect(triggers.getTriggersForEvent('users', 'afterInsert')).toHaveLength(4)
    await database.create('users', given)
    await database.change('users', { id: 1 }, { $set: { password: 'HIDDEN-7' } })
    expect(lines).toEqual([])
  })

  it('R19 neither update, delete nor forEach: write shows them', async () => {
    const { triggers, database, lines } = start()
    const paths = ['previousRecord', 'record', 'previousRecord.password', 'changedFields']
    const whole = ['records', 'previousRecords', 'records.0.password', 'changedFields', 'record', 'input']
    const tell = (names: string[]) => names.map((path) => Trigger.log.info(`{{${path}}}`, { is: `{{${path}}}` }))
    const base = { tables: ['users'], events: ['afterUpdate', 'afterDelete'] }
    registerStored(triggers, [
      { ...base, name: 'row', actions: tell(paths) },
      { ...base, name: 'write', forEach: 'write', actions: tell(whole) },
    ])
    await database.create('users', given)
    await database.change('users', { id: 1 }, { $set: { password: 'HIDDEN-8', name: 'Bea' } })
    await database.remove('users', { id: 1 })
    expect(lines).toHaveLength(20)
    expect(JSON.stringify(lines)).not.toMatch(/HIDDEN|password/)
    expect(JSON.stringify(lines)).toContain('Bea')
  })

  it('R19 results of database.insert carry none: to a stored definition not at all, to code by explicit path', async () => {
    const { triggers, database, lines } = start()
    const insert = { ...Trigger.database.insert('copies', { value: 1 }), name: 'copy' }
    const tell = Trigger.log.info('{{actions.copy.result}} {{actions.copy.result.secret}}', {
      is: '{{actions.copy.result}}',
    })
    const actions = [insert, { ...tell, phase: 'transaction' }]
    const stamp = {
      name: 'stamp',
      events: ['beforeInsert' as const],
      actions: [Trigger.record.set({ secret: 'HIDDEN-9' })],
    }
    triggers.register('copies', stamp)
    registerStored(triggers, { name: 'stored', tables: ['users'], events: ['afterInsert'], actions })
    await database.create('users', { id: 1 })
    expect(database.rows('copies')).toMatchObject([{ secret: 'HIDDEN-9' }])
    expect(JSON.stringify(lines)).not.toMatch(/HIDDEN|secret/)
    lines.length = 0
    coreOf(triggers).registry.remove('users', 'stored')
    triggers.register('users', { name: 'code', events: ['afterInsert'], actions: actions as never })
    await database.create('users', { id: 2 })
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).toMatch(/^\[\["\{[^}]*\} HIDDEN-9"/)
    expect(JSON.stringify(lines).match(/HIDDEN/g)).toHaveLength(1)
  })

  it('R19 names that a record gives reach no hidden column either', async () => {
    const { triggers, database } = start()
    const data = '{{record.meta}}' as never
    const insert = { name: 'insert', tables: ['plain'], events: ['afterInsert'] }
    registerStored(triggers, { ...insert, actions: [Trigger.database.insert('copies', '{{record.value}}' as never)] })
    await expect(database.create('plain', { id: 1, value: { secret: 'x' } })).rejects.toThrow(
      /"secret" of copies is hidden/,
    )
    registerStored(triggers, {
      ...insert,
      name: 'where',
      actions: [Trigger.database.delete('copies', '{{record.value}}' as never)],
    })
    await expect(database.create('plain', { id: 2, value: { secret: null } })).rejects.toThrow(
      /"secret" of copies is hidden/,
    )
    const set = { type: 'record.set', fields: data }
    registerStored(triggers, { name: 'set', tables: ['users'], events: ['beforeInsert'], actions: [set] })
    const write = database.create('users', { id: 3, meta: { address: { pin: 'mine' } } })
    await expect(write).rejects.toThrow(/sets "address\.pin", which is hidden from stored definitions/)
    expect(database.rows('users')).toEqual([])
  })

  it('R19 a before-trigger sets what it may, and others see it, hidden columns untouched', async () => {
    const { triggers, database } = start({
      functions: { mark: ({ record, set }) => set({ name: `${String(record.name)}!` } as never) },
    })
    const actions = [Trigger.record.set({ name: 'Bea', 'address.city': 'Oslo' }), { type: 'custom', function: 'mark' }]
    registerStored(triggers, { name: 'set', tables: ['users'], events: ['beforeInsert'], priority: 1, actions })
    const seen: unknown[] = []
    const see = Trigger.custom(({ record }) => void seen.push({ ...record, password: record.password }))
    triggers.register('users', { name: 'see', events: ['beforeInsert'], actions: [see] })
    await database.create('users', given)
    expect(seen).toMatchObject([{ name: 'Bea!', password: 'HIDDEN-1', address: { city: 'Oslo' } }])
    expect(database.rows('users')).toMatchObject([{ name: 'Bea!', password: 'HIDDEN-1' }])
  })

  it('R19 execute shows a stored trigger none of them, with a database or without', async () => {
    for (const connected of [true, false]) {
      const { triggers, lines } = start()
      const bare = createTriggers({
        sensitive: ['password'],
        logger: { debug() {}, warn() {}, error() {}, info: (...line) => lines.push(line) },
      })
      const engine = connected ? triggers : bare
      const actions = [Trigger.log.info('{{record}} {{record.password}} {{previousRecord}} {{input}}')]
      registerStored(engine, { name: 'see', tables: ['users'], events: ['afterUpdate'], actions })
      const row = { id: 1, name: 'Bea', password: 'HIDDEN' }
      await engine.execute('afterUpdate', {
        table: 'users',
        record: row,
        previousRecord: { ...row, name: 'Ann' },
        input: row,
      })
      expect(lines).toHaveLength(1)
      expect(JSON.stringify(lines)).not.toContain('HIDDEN')
    }
  })

  it('R19 for code, {{input}} and validation messages pass over them; the explicit path reaches them', async () => {
    const { triggers, database, lines } = start()
    const actions = [
      Trigger.log.info('{{input}} {{record}}', { all: '{{input}}' }),
      Trigger.log.info('{{input.password}}'),
    ]
    triggers.register('users', { name: 'code', events: ['beforeInsert', 'afterInsert'], actions })
    await database.create('users', given)
    const whole = JSON.stringify([lines[0], lines[2]])
    expect(whole).not.toContain('HIDDEN')
    expect(whole).toContain('Ann')
    expect([lines[1], lines[3]]).toEqual([
      ['HIDDEN-1', undefined],
      ['HIDDEN-1', undefined],
    ])
    const rules = { password: { type: 'integer' }, name: { type: 'integer' } } as const
    triggers.register('users', { name: 'valid', events: ['beforeInsert'], actions: [Trigger.record.validate(rules)] })
    await expect(database.create('users', { ...given, id: 9 })).rejects.toThrow(
      'password has to be an integer; name has to be an integer, found "Ann"',
    )
  })

  it('costs a stored trigger no copy where nothing is hidden', async () => {
    const { triggers, database } = start({ sensitive: [], functions: { see: ({ record }) => void seen.push(record) } })
    const seen: unknown[] = []
    registerStored(triggers, {
      name: 'see',
      tables: ['plain'],
      events: ['afterInsert'],
      actions: [{ type: 'custom', function: 'see' }],
    })
    await database.create('plain', { id: 1, value: { a: 1 } })
    expect(coreOf(triggers).columns.hiddenFromStored(plain)).toEqual({ columns: [], relations: [] })
    expect(seen).toEqual([{ id: 1, value: { a: 1 } }])
  })

  it('R19 a hidden column decides on no trigger, also where many are looked up by their conditions', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const counts = []
    for (const count of [1, 20]) {
      const { triggers, database, lines } = start()
      const definitions = Array.from({ length: count }, (_, index) => ({
        name: `spy${index}`,
        tables: ['*'],
        events: ['afterInsert'],
        condition: { field: 'ssn', operator: 'IN', value: [null, index, `HIDDEN-${index}`] },
        actions: [Trigger.log.info('fired')],
      }))
      registerStored(triggers, definitions)
      await database.create('users', { ...given })
      await database.create('users', { ...given, ssn: true })
      counts.push(lines.length)
    }
    expect(counts).toEqual([2, 40])
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})
