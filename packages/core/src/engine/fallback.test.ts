import { describe, expect, it } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import { defineTable } from '../testing/define-table.ts'
import type { MemoryConnection } from '../testing/memory-connection.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import { createTriggers } from './triggers.ts'

type Action = ReturnType<typeof Trigger.log.info>

const tables = [
  defineTable('orders', { id: 'integer', total: 'integer', note: 'string' }),
  defineTable('logs', { id: 'integer', text: 'string' }),
]
const charge = (app: string, options: object = {}): Action =>
  Trigger.action.execute(app, 'charge', { amount: '{{record.total}}' }, { name: app, ...options })
const pay = (options: object = {}): Action =>
  Trigger.fallback.run([charge('stripe'), charge('paypal')], { name: 'pay', ...options })
const answers = { 'action.execute': ({ app }: { app?: unknown }) => ({ id: `${app}-1` }) }

function setUp(
  actions: Action[],
  { events = ['afterInsert'], ...options }: EngineOptions & { events?: string[] } = {},
) {
  const clock = new ManualClock()
  const recorded = recordingProviders({ answers })
  const errors: Error[] = []
  const onError = (error: Error) => errors.push(error)
  const triggers = createTriggers({ clock, providers: recorded.providers, onError, ...options })
  const database = new MemoryDatabase({ tables }).connect(triggers)
  triggers.register('orders', { name: 'rule', events: events as never, actions })
  const write = (): Promise<unknown> => clock.until(database.create('orders', { id: 1, total: 7 }))
  const apps = (): unknown[] => recorded.callsOf('action').map(({ app }) => app)
  return { clock, recorded, errors, triggers, database, write, apps }
}

describe('fallback.run', () => {
  it('gives each of its actions an idempotency key of its own, which stays the same when the whole is tried again', async () => {
    const keys: string[] = []
    const { recorded, write } = setUp([pay({ retry: { maxAttempts: 2 } })])
    recorded.answer('action', ({ app }, { idempotencyKey }) => {
      keys.push(`${app} ${idempotencyKey}`)
      if (keys.length < 4) throw new Error('not now')
      return {}
    })
    await write()
    expect(keys).toHaveLength(4)
    expect(keys.slice(2)).toEqual(keys.slice(0, 2))
    const [stripe, paypal] = keys.map((key) => key.split(' ')[1])
    expect(stripe).not.toBe(paypal)
  })

  it('runs the first action, and none of the others where it succeeds', async () => {
    const { recorded, write, errors } = setUp([pay()])
    await write()
    expect(recorded.calls).toEqual([{ type: 'action.execute', app: 'stripe', action: 'charge', input: { amount: 7 } }])
    expect(errors).toEqual([])
  })

  it('runs the next when the one before finally failed, after its own retries', async () => {
    const actions = [charge('stripe', { retry: { maxAttempts: 3 } }), charge('paypal'), charge('adyen')]
    const { clock, recorded, write, apps, errors } = setUp([Trigger.fallback.run(actions)])
    recorded.fail({ app: 'stripe' })
    await write()
    expect(apps()).toEqual(['stripe', 'stripe', 'stripe', 'paypal'])
    expect(clock.waits).toEqual([10_000, 1_000, 10_000, 2_000, 10_000, 10_000])
    expect(errors).toMatchObject([{ action: 'stripe', attempts: 3 }])
  })

  it('gives later actions the name and the result of the one that succeeded', async () => {
    const set = Trigger.cache.set('redis', 'k', {
      by: '{{actions.pay.result.name}}',
      id: '{{actions.pay.result.result.id}}',
      stripe: '{{actions.stripe.result.id}}',
      paypal: '{{actions.paypal.result.id}}',
    })
    const { recorded, write } = setUp([pay(), set])
    recorded.fail({ app: 'stripe' })
    await write()
    expect(recorded.callsOf('cache')[0]!.value).toEqual({ by: 'paypal', id: 'paypal-1', paypal: 'paypal-1' })
  })

  it('reads the results of earlier actions', async () => {
    const first = { ...charge('first'), name: 'first' }
    const second = Trigger.fallback.run([Trigger.cache.set('redis', 'k', '{{actions.first.result.id}}')])
    const { recorded, write } = setUp([first, second])
    await write()
    expect(recorded.callsOf('cache')).toMatchObject([{ value: 'first-1' }])
  })

  it('is one error that names each action with its error where all failed, and stops the trigger', async () => {
    const { recorded, write, errors } = setUp([
      Trigger.fallback.run([charge('stripe', { retry: { maxAttempts: 2 } }), charge('paypal')], { name: 'pay' }),
      Trigger.cache.delete('redis', 'k'),
    ])
    const [down, closed] = [new Error('down'), new Error('account closed')]
    recorded.fail({ app: 'stripe' }, { error: down }).fail({ app: 'paypal' }, { error: closed })
    await write()
    expect(recorded.callsOf('cache')).toEqual([])
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({
      name: 'ActionError',
      code: 'FALLBACK_FAILED',
      action: 'pay',
      message:
        'Action "pay" of trigger "rule" (afterInsert on orders) failed: none of its actions succeeded: "stripe" (2 attempts): down; "paypal": account closed',
    })
    const { errors: all } = errors[0]!.cause as AggregateError
    expect(all).toMatchObject([{ cause: down, attempts: 2 }, closed])
  })

  it('R34 tells onError of what failed although a later one made up for it', async () => {
    const { recorded, write, errors } = setUp([pay()])
    recorded.fail({ app: 'stripe' }, { error: new Error('down') })
    await write()
    expect(errors.map(({ message }) => message)).toEqual([
      'Action "stripe" of trigger "rule" (afterInsert on orders) failed: down',
    ])
  })

  it('may be nested', async () => {
    const inner = Trigger.fallback.run([charge('a'), charge('b')], { name: 'inner' })
    const { recorded, write, apps, errors } = setUp([
      Trigger.fallback.run([inner, charge('c')], { name: 'outer' }),
      Trigger.cache.set('redis', 'k', '{{actions.outer.result}}'),
    ])
    recorded.fail({ app: 'a' }).fail({ app: 'b' })
    await write()
    expect(apps()).toEqual(['a', 'b', 'c'])
    expect(errors).toMatchObject([{ action: 'inner', code: 'FALLBACK_FAILED' }])
    expect(recorded.callsOf('cache')).toMatchObject([{ value: { name: 'c', result: { id: 'c-1' } } }])
  })

  it('is tried again as a whole where it has a retry', async () => {
    const { clock, recorded, write, apps } = setUp([pay({ retry: { maxAttempts: 2, initialDelay: 500 } })])
    recorded.fail('action', { times: 3 })
    await write()
    expect(apps()).toEqual(['stripe', 'paypal', 'stripe', 'paypal'])
    expect(clock.waits).toContain(500)
  })

  it('has no time limit of its own, but for the one that it is given: that ends everything inside', async () => {
    const signals: AbortSignal[] = []
    const { clock, recorded, database, apps, errors } = setUp([
      Trigger.fallback.run([charge('stripe', { retry: { maxAttempts: 9 } }), charge('paypal')], {
        name: 'pay',
        timeout: 1_500,
      }),
    ])
    recorded.answer('action', (_call, { signal }) => {
      signals.push(signal)
      if (signals.length === 1) throw new Error('down')
      return new Promise(() => undefined)
    })
    const written = database.create('orders', { id: 1, total: 7 })
    await clock.advance(1_499)
    expect(signals.at(-1)!.aborted).toBe(false)
    await clock.advance(1)
    await written
    expect(signals.at(-1)!.aborted).toBe(true)
    expect(apps()).toEqual(['stripe', 'stripe'])
    expect(errors).toMatchObject([{ code: 'ACTION_TIMEOUT', action: 'pay' }])
  })

  it('ends with its time also where it waits for a further attempt', async () => {
    const { recorded, write, apps, errors } = setUp([
      Trigger.fallback.run([charge('stripe', { retry: { maxAttempts: 9 } }), charge('paypal')], { timeout: 500 }),
    ])
    recorded.fail('action')
    await write()
    expect(apps()).toEqual(['stripe'])
    expect(errors).toMatchObject([{ code: 'ACTION_TIMEOUT' }])
  })

  it('does more at once than its family may, without waiting for itself', async () => {
    const deep = Trigger.fallback.run([Trigger.fallback.run([charge('a')], { name: 'inner' })], { name: 'outer' })
    const { database, apps } = setUp([deep], { concurrency: 1 })
    await database.create('orders', [{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(apps()).toEqual(['a', 'a', 'a'])
  })

  it('R33 each action inside counts towards what a transaction may leave for its commit', async () => {
    const { database, apps } = setUp([pay()], { maxPendingActions: 3 })
    const create = (rows: { id: number }[]): Promise<unknown> =>
      database.inTransaction((connection) => database.create('orders', rows, connection))
    await create([{ id: 1 }])
    await expect(create([{ id: 2 }, { id: 3 }])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
    expect(apps()).toEqual(['stripe'])
  })

  it('R35 is no further step of a loop', async () => {
    const insert = Trigger.database.insert('logs', { text: 'x' }, { name: 'insert' })
    const { database, write, errors } = setUp(
      [Trigger.fallback.run([Trigger.fallback.run([insert], { name: 'in' })])],
      { maxDepth: 2 },
    )
    await write()
    expect(errors).toEqual([])
    expect(database.rows('logs')).toMatchObject([{ text: 'x' }])
  })

  it('reads the columns that its actions read', async () => {
    const { database, recorded } = setUp([pay()], { events: ['afterUpdate'] })
    await database.create('orders', { id: 1, total: 7 })
    await database.change('orders', { id: 1 }, { $set: { note: 'paid' } })
    expect(recorded.calls).toMatchObject([{ input: { amount: 7 } }])
  })

  it('has each missing provider told by check()', () => {
    const { triggers } = setUp([pay(), Trigger.fallback.run([Trigger.cache.delete('redis', 'k')])], { providers: {} })
    const missing = triggers.check().filter(({ code }) => code === 'PROVIDER_MISSING')
    expect(missing.map(({ message }) => message)).toEqual([
      expect.stringContaining('action "stripe" needs a provider of "action" under the tag "stripe"'),
      expect.stringContaining('action "paypal" needs a provider of "action"'),
      expect.stringContaining('action "cache.delete#2.1" needs a provider of "cache" under the tag "redis"'),
    ])
  })

  it('has unknown tables and columns told', () => {
    const wrong = Trigger.fallback.run([
      Trigger.database.insert('logz', { text: 'x' }),
      Trigger.log.info('{{record.totla}}'),
    ])
    expect(() => setUp([wrong])).toThrow(
      /actions\[0\]\.actions\[1\]\.message: .*totla[\s\S]*actions\[0\]\.actions\[0\]\.table: .*logz/,
    )
  })
})

describe('fallback.run before the commit', () => {
  const failing = Trigger.custom(
    () => {
      throw new Error('no')
    },
    { name: 'failing' },
  )

  it('R4 what a failed action has written is undone, what the next has written stays', async () => {
    const half = Trigger.custom(
      async ({ db }) => {
        await database.create('logs', { text: 'first' }, db as MemoryConnection)
        expect(database.rows('logs')).toMatchObject([{ text: 'first' }])
        throw new Error('half done')
      },
      { name: 'half' },
    )
    const insert = Trigger.database.insert('logs', { text: 'second' }, { name: 'insert' })
    const { database, errors } = setUp([
      Trigger.fallback.run([half, insert], { phase: 'transaction', unsafeBeforeCommit: true }),
    ])
    await database.create('orders', { id: 1 })
    expect(database.rows('logs')).toMatchObject([{ text: 'second' }])
    expect(database.rows('orders')).toHaveLength(1)
    expect(errors).toMatchObject([{ action: 'half' }])
  })

  it('blocks the Write where all failed', async () => {
    const { database } = setUp([Trigger.fallback.run([failing], { unsafeBeforeCommit: true })], {
      events: ['beforeInsert'],
    })
    await expect(database.create('orders', { id: 1 })).rejects.toMatchObject({ code: 'FALLBACK_FAILED' })
    expect(database.rows('orders')).toEqual([])
  })

  it('R28 a rejection is an answer: no other action is tried', async () => {
    const reject = Trigger.custom(({ reject: refuse }) => refuse('closed on Sundays'), { name: 'reject' })
    const { database, apps } = setUp([Trigger.fallback.run([reject, charge('stripe')], { unsafeBeforeCommit: true })], {
      events: ['beforeInsert'],
    })
    await expect(database.create('orders', { id: 1 })).rejects.toMatchObject({
      name: 'WriteRejectedError',
      message: expect.stringContaining('closed on Sundays') as string,
    })
    expect(apps()).toEqual([])
  })
})
