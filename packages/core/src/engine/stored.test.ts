import { describe, expect, it, vi } from 'vitest'
import { insertExecutor } from '../action/executors/database/insert.ts'
import { runOne } from '../action/run-fixture.ts'
import { ActionError } from '../errors/action-error.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { memoryStore } from '../store/memory-store.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { registerStored } from './register-stored.ts'
import { createTriggers, type Triggers } from './triggers.ts'

const tables = [
  defineTable('orders', { id: 'integer', target: 'string', copies: 'integer', rows: 'json' }),
  defineTable('audit', { id: 'integer', of: 'integer', done: 'boolean' }, { aliases: ['audit_logs'] }),
  defineTable('users', { id: 'integer', role: 'string' }),
  defineTable('Job', { id: 'integer' }, { aliases: ['triggerkit_jobs'] }),
]

function start(options: EngineOptions = {}): { triggers: Triggers; database: MemoryDatabase; errors: Error[] } {
  const errors: Error[] = []
  const triggers = createTriggers({ onError: (error) => errors.push(error), ...options })
  return { triggers, database: new MemoryDatabase({ tables }).connect(triggers), errors }
}

const rows = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ of: index }))

describe('stored triggers at execution', () => {
  it('R46 a table is written out, so that no record chooses it', () => {
    const { triggers } = start()
    const actions = [Trigger.database.insert('{{record.target}}', { id: 1 })]
    const definition = { name: 'copy', tables: ['orders'], events: ['afterInsert'], actions }
    expect(() => registerStored(triggers, definition)).toThrow(/actions\[0\]\.table: a stored definition has to write/)
  })

  it.each([
    ['users', /a stored definition may not write to "users"/],
    ['Job', /"Job": it is a table of Triggerkit itself/],
    ['triggerkit_jobs', /"Job": it is a table of Triggerkit itself/],
    ['nowhere\nforged', /there is no table "nowhere\\nforged"/],
  ])('R46 a table (%j) is checked again by the database that is written', async (table, message) => {
    const stored = { mayWrite: (names: readonly string[]) => names.includes('audit_logs'), mayCall: () => true }
    const reach = { ...stored, hiddenFrom: () => [], spend: () => undefined }
    const port = new MemoryDatabase({ tables })
    const insert = { type: 'database.insert', payload: { table, data: { id: 1 } }, stored: reach }
    await expect(runOne(insertExecutor, insert, { port })).rejects.toThrow(message)
    const allowed = { ...insert, payload: { ...insert.payload, table: 'audit' } }
    expect(await runOne(insertExecutor, allowed, { port })).toMatchObject({ id: 1 })
  })

  it('R46 the same table in code is written', async () => {
    const { triggers, database } = start({ stored: { tables: [] } })
    const actions = [Trigger.database.insert('{{record.target}}', { id: 1 })]
    triggers.register('orders', { name: 'copy', events: ['afterInsert'], actions })
    await database.create('orders', { id: 1, target: 'users' })
    expect(database.rows('users')).toHaveLength(1)
  })

  it('R46 a function is looked up again when it is called', async () => {
    const { triggers, database, errors } = start({ stored: { functions: ['greet'] }, functions: { greet: () => 'hi' } })
    const call = { type: 'custom', phase: 'commit', config: { function: 'greet' } }
    registerStored(triggers, { name: 'call', tables: ['orders'], events: ['afterInsert'], actions: [call] })
    await database.create('orders', { id: 1 })
    expect(errors).toEqual([])
    const report = await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
    expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: 'hi' })
  })

  it('R46 a loaded trigger on what the database calls a table of ours is skipped when it connects, and told of', async () => {
    const info = vi.fn()
    const errors: Error[] = []
    const logger = { debug: info, info, warn: info, error: info }
    const triggers = createTriggers({ store: memoryStore(), logger, onError: (error) => errors.push(error) })
    const actions = [{ type: 'log.info', message: 'seen' }]
    await triggers.create({ name: 'spy', tables: ['Job'], events: ['afterInsert'], actions })
    await triggers.load()
    const database = new MemoryDatabase({ tables }).connect(triggers)
    await database.create('Job', { id: 1 })
    expect(info).not.toHaveBeenCalled()
    expect(errors.map(({ message }) => message).join()).toContain('which no stored definition reaches')
  })

  it('R46 no more triggers are loaded than the limit says, and what is left out is told of', async () => {
    const errors: Error[] = []
    const triggers = createTriggers({
      store: memoryStore(),
      stored: { maxTriggers: 2 },
      onError: (error) => errors.push(error),
    })
    for (const name of ['c', 'a', 'b'])
      await triggers.create({
        name,
        tables: ['orders'],
        events: ['afterInsert'],
        actions: [{ type: 'log.info', message: 'x' }],
      })
    const { loaded, skipped } = await triggers.load()
    expect(loaded.map(({ tag }) => tag)).toEqual(['a', 'b'])
    expect(skipped.map(({ tag }) => tag)).toEqual(['c'])
    expect(errors[0]!.message).toContain('at most 2 are loaded')
  })

  it('R46 a loaded trigger that does not fit keeps no application from starting', async () => {
    const errors: Error[] = []
    const triggers = createTriggers({ store: memoryStore(), onError: (error) => errors.push(error) })
    const actions = [{ type: 'log.info', message: 'x' }]
    await triggers.create({ name: 'wrong', tables: ['nowhere'], events: ['afterInsert'], actions })
    await triggers.load()
    expect(() => new MemoryDatabase({ tables }).connect(triggers)).not.toThrow()
    expect(errors.map(({ message }) => message).join()).toContain('unknown table "nowhere"')
  })
})

describe('what a store holds', () => {
  it('R46 is checked by the policy when it is loaded, whoever wrote it there', async () => {
    const store = memoryStore()
    const put = (name: string, action: object, more: object = {}): Promise<unknown> => {
      const definition = { name, tables: ['orders'], events: ['afterInsert'], actions: [action], ...more }
      return store.create({ product: 'default', database: 'default' }, name, definition as never)
    }
    await put('fine', Trigger.log.info('x'))
    await put('family', Trigger.cache.delete('c', 'k'))
    await put('table', Trigger.log.info('x'), { tables: ['users'] })
    await put('write', Trigger.database.insert('users', { role: 'admin' }))
    await put('alias', Trigger.database.insert('audit', { of: 1 }))
    await put('forged\nname', Trigger.log.info('x'))
    const names: string[] = []
    const stored = { families: ['log', 'database'], tables: { listen: ['orders'], write: ['audit_logs'] } }
    const { triggers } = start({ store, stored, onError: (_error, _context, trigger) => names.push(trigger.name) })
    const { loaded, skipped } = await triggers.load()
    expect(loaded.map(({ tag }) => tag)).toEqual(['alias', 'fine'])
    expect(skipped.map(({ tag }) => tag)).toEqual(['family', 'forged\nname', 'table', 'write'])
    expect(names).toEqual(['family', 'forged\ufffdname', 'table', 'write'])
    const wrong = { name: 'n', tables: ['users'], events: ['afterInsert' as const], actions: [] }
    await expect(triggers.create(wrong)).rejects.toThrow(/tables\[0\]: stored triggers may not listen to "users"/)
  })

  it('R46 is told once that it is too much, and of a definition only that it is too large', async () => {
    const { triggers, errors } = start({ store: memoryStore(), stored: { maxTriggers: 1 } })
    const definition = { tables: ['orders'], events: ['afterInsert' as const], actions: [Trigger.log.info('x')] }
    for (const name of ['a', 'b', 'c', 'd']) await triggers.create({ ...definition, name })
    const { skipped } = await triggers.load()
    expect(skipped.map(({ tag }) => tag)).toEqual(['b', 'c', 'd'])
    expect(errors).toMatchObject([{ code: 'LIMIT_EXCEEDED', limit: 1, found: 4 }])
    const actions = [Trigger.log.info('x', { data: rows(6_000) })]
    const large = { problems: [{ path: 'actions[0].data.data' }] }
    await expect(triggers.create({ ...definition, name: 'e', actions })).rejects.toMatchObject(large)
    await expect(triggers.update({ tag: 'a', actions })).rejects.toMatchObject(large)
  })
})

describe('check()', () => {
  it('R46 R19 tells of names in the options that nothing answers to', () => {
    const { triggers } = start({
      sensitive: ['users.role', 'role', 'rows.ssn', 'users.rol', 'orders.rows.ssn'],
      stored: {
        tables: { listen: ['orders', 'ordrs'], write: ['audit_logs'] },
        functions: ['greet'],
        sensitive: ['of', 'if'],
      },
    })
    const messages = triggers.check().flatMap(({ code, message }) => (code === 'OPTION_UNKNOWN' ? [message] : []))
    expect(messages).toEqual([
      'createTriggers({ stored: { functions } }): there is no registered function "greet".',
      'createTriggers({ stored: { tables: { listen } } }): there is no table "ordrs".',
      'createTriggers({ sensitive }): there is no column "users.rol".',
      'createTriggers({ stored: { sensitive } }): there is no column "if".',
    ])
  })
})

describe('maxWrites', () => {
  const audit = { name: 'audit', tables: ['orders'], events: ['afterInsert'] }

  it('R46 in the transaction: more rows than a Change may write are refused, and nothing stays written', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 3 } })
    registerStored(triggers, { ...audit, actions: [Trigger.database.insert('audit', '{{record.rows}}' as never)] })
    await database.create('orders', { id: 1, rows: rows(3) })
    const failure = database.create('orders', { id: 2, rows: rows(4) })
    await expect(failure).rejects.toThrow(LimitExceededError)
    await expect(failure).rejects.toMatchObject({ limit: 3, found: 4, triggers: ['audit'], code: 'LIMIT_EXCEEDED' })
    expect(database.rows('orders').map(({ id }) => id)).toEqual([1])
    expect(database.rows('audit')).toHaveLength(3)
    expect(errors).toHaveLength(1)
  })

  it('R46 all actions of a run count together, and each Change of a Write for itself', async () => {
    const { triggers, database } = start({ stored: { maxWrites: 3 } })
    const insert = Trigger.database.insert('audit', { of: '{{record.id}}' })
    registerStored(triggers, { ...audit, actions: [insert, insert, insert] })
    await database.create(
      'orders',
      Array.from({ length: 50 }, (_, id) => ({ id })),
    )
    expect(database.rows('audit')).toHaveLength(150)
    registerStored(triggers, { ...audit, actions: [insert, insert, insert, insert] })
    await expect(database.create('orders', { id: 100 })).rejects.toThrow(/come to 4 rows.*at most 3/)
  })

  it.each(['update', 'delete'] as const)('R46 rows of %s count when it is known how many there are', async (verb) => {
    const { triggers, database } = start({ stored: { maxWrites: 3 } })
    await database.create('audit', rows(4) as never)
    const where = { done: null }
    const action =
      verb === 'update'
        ? Trigger.database.update('audit', { done: true }, where)
        : Trigger.database.delete('audit', where)
    registerStored(triggers, { ...audit, actions: [action] })
    await expect(database.create('orders', { id: 1 })).rejects.toThrow(LimitExceededError)
    expect(database.rows('audit').filter(({ done }) => done === undefined)).toHaveLength(4)
    await database.remove('audit', { of: 0 })
    await database.create('orders', { id: 2 })
    expect(database.rows('audit').filter(({ done }) => done === undefined)).toHaveLength(0)
  })

  it('R46 after the commit: in a transaction of its own, undone whole and reported', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 3 } })
    const one = { ...Trigger.database.insert('audit', { of: 1 }), phase: 'commit' }
    const all = { ...Trigger.database.update('audit', { done: true }, {}, { all: true }), phase: 'commit', name: 'all' }
    registerStored(triggers, { ...audit, actions: [one, all] })
    await database.create('audit', rows(3) as never)
    await database.create('orders', { id: 1 })
    expect(database.rows('orders')).toHaveLength(1)
    expect(database.rows('audit').filter(({ done }) => done === true)).toEqual([])
    expect(database.rows('audit')).toHaveLength(4)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(LimitExceededError)
  })

  it('R3 after the commit: that transaction is repeated where the database asks for it, and counts once', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 3 } })
    registerStored(triggers, {
      ...audit,
      actions: [{ ...Trigger.database.insert('audit', rows(3) as never), phase: 'commit' }],
    })
    const insert = database.insert.bind(database)
    const conflict = Object.assign(new Error('could not serialize access'), { code: '40001' })
    let tries = 0
    vi.spyOn(database, 'insert').mockImplementation(async (...given) => {
      const written = await insert(...given)
      if (++tries < 3) throw conflict
      return written
    })
    await database.create('orders', { id: 1 })
    expect(tries).toBe(3)
    expect(database.rows('audit')).toHaveLength(3)
    expect(errors).toEqual([])
  })

  it('R46 what a stored trigger leads stored triggers to counts against it, however deep, also after the commit', async () => {
    for (const phase of ['transaction', 'commit']) {
      const { triggers, database, errors } = start({ stored: { maxWrites: 100 } })
      const twice = Trigger.database.insert('orders', [{ copies: 1 }, { copies: 1 }] as never)
      registerStored(triggers, { ...audit, actions: [{ ...twice, phase }] })
      const write = database.create('orders', { id: 1 })
      if (phase === 'transaction') await expect(write).rejects.toThrow(LimitExceededError)
      else await write
      expect(errors.some((error) => LimitExceededError.isInstance(error))).toBe(true)
      expect(database.rows('orders').length).toBeLessThanOrEqual(101)
    }
  })

  it('R46 with continueOnError the Write stays, and what was refused does not', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 3 } })
    const actions = [{ ...Trigger.database.insert('audit', '{{record.rows}}' as never), continueOnError: true }]
    registerStored(triggers, { ...audit, actions })
    await database.create('orders', [
      { id: 1, rows: rows(2) },
      { id: 2, rows: rows(9) },
      { id: 3, rows: rows(3) },
    ])
    expect(database.rows('orders')).toHaveLength(3)
    expect(database.rows('audit')).toHaveLength(5)
    expect(errors).toHaveLength(1)
  })

  it('R46 with continueOnError before the Write too', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 3 } })
    await database.create('audit', rows(4) as never)
    const actions = [
      { ...Trigger.database.update('audit', { done: true }, {}, { all: true }), continueOnError: true },
      Trigger.database.insert('audit', { of: 9 }),
    ]
    registerStored(triggers, { ...audit, events: ['beforeInsert'], actions })
    await database.create('orders', { id: 1 })
    expect(database.rows('orders')).toHaveLength(1)
    expect(database.rows('audit').map(({ of, done }) => [of, done])).toEqual(
      [0, 1, 2, 3, 9].map((of) => [of, undefined]),
    )
    expect(errors).toMatchObject([{ name: 'LimitExceededError' }])
  })

  it('R46 without savepoints the Write is undone, whatever continueOnError says', async () => {
    const triggers = createTriggers({ stored: { maxWrites: 3 }, onError: () => undefined })
    const database = new MemoryDatabase({ tables, capabilities: { savepoints: false } }).connect(triggers)
    await database.create('audit', rows(4) as never)
    const all = { ...Trigger.database.update('audit', { done: true }, {}, { all: true }), continueOnError: true }
    registerStored(triggers, { ...audit, events: ['beforeInsert'], actions: [all] })
    await expect(database.create('orders', { id: 1 })).rejects.toThrow(LimitExceededError)
    expect(database.rows('orders')).toEqual([])
    expect(database.rows('audit').filter(({ done }) => done === true)).toEqual([])
  })

  it('R46 triggers in code write as much as they like', async () => {
    const { triggers, database } = start({ stored: { maxWrites: 1 } })
    const actions = [Trigger.database.insert('audit', '{{record.rows}}' as never)]
    triggers.register('orders', { name: 'audit', events: ['afterInsert'], actions })
    await database.create('orders', { id: 1, rows: rows(40) })
    expect(database.rows('audit')).toHaveLength(40)
  })

  it('is no failure that another attempt mends', async () => {
    const { triggers, database, errors } = start({ stored: { maxWrites: 1 } })
    const action = { ...Trigger.database.insert('audit', rows(2) as never), phase: 'commit' }
    registerStored(triggers, { ...audit, actions: [{ ...action, retry: { maxAttempts: 3, initialDelay: 1 } }] })
    await database.create('orders', { id: 1 })
    expect(errors).toHaveLength(1)
    expect(ActionError.isInstance(errors[0])).toBe(false)
  })
})
