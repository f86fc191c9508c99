import { describe, expect, it } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createWorker } from './create-worker.ts'
import { queueBench, tellAll } from './queue-bench.ts'

const mail = {
  ...Trigger.notification.email('emails:welcome', ['{{record.status}}@example.com'], {
    subject: { total: '{{record.total}}' },
  }),
  name: 'mail',
  timing: 'queued' as const,
}
const set = {
  ...Trigger.cache.set('redis', 'order:{{record.id}}', '{{record}}'),
  name: 'set',
  timing: 'queued' as const,
}

describe('queued actions', () => {
  it('become Jobs with the write, and run in a worker', async () => {
    const { triggers, database, providers, work } = queueBench()
    triggers.register('orders', { name: 'welcome', events: ['afterInsert'], actions: [mail] })
    await database.create('orders', [
      { id: 1, status: 'new', total: '1.50' },
      { id: 2, status: 'old', total: '2' },
    ])
    expect(providers.calls).toEqual([])
    const { jobs } = await triggers.jobs.list()
    expect(jobs.map(({ state, trigger, action, table, key }) => ({ state, trigger, action, table, key }))).toEqual([
      { state: 'ready', trigger: 'welcome', action: 'mail', table: 'orders', key: '2' },
      { state: 'ready', trigger: 'welcome', action: 'mail', table: 'orders', key: '1' },
    ])
    const { counters } = await work()
    expect(counters).toMatchObject({ started: 2, completed: 2 })
    expect(providers.callsOf('email').map(({ recipients }) => recipients)).toEqual([
      ['new@example.com'],
      ['old@example.com'],
    ])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ completed: 2, ready: 0 })
  })

  it('leave nothing of a write that was rolled back, nor of a savepoint', async () => {
    const { triggers, database } = queueBench()
    triggers.register('orders', { name: 'welcome', events: ['afterInsert'], actions: [mail] })
    const failing = database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1, status: 'new' }, connection)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 2, status: 'kept' }, connection)
      await database
        .transaction(connection, {}, async (inner) => {
          await database.create('orders', { id: 3, status: 'undone' }, inner)
          throw new Error('only this')
        })
        .catch(() => undefined)
    })
    const { jobs } = await triggers.jobs.list()
    expect(jobs.map(({ key }) => key)).toEqual(['2'])
  })

  it('R30 see the net Change of a transaction, and per change each of them', async () => {
    const { triggers, database } = queueBench()
    triggers.register('orders', { name: 'net', events: ['afterWrite'], actions: [set] })
    triggers.register('orders', { name: 'each', events: ['afterWrite'], actions: [set], per: 'change' })
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1, status: 'new' }, connection)
      await database.change('orders', { id: 1 }, { $set: { status: 'paid' } }, connection)
      await database.create('orders', { id: 2, status: 'gone' }, connection)
      await database.remove('orders', { id: 2 }, connection)
    })
    const { jobs } = await triggers.jobs.list()
    expect(jobs.filter(({ trigger }) => trigger === 'net')).toHaveLength(1)
    expect(jobs.filter(({ trigger }) => trigger === 'each')).toHaveLength(4)
    const net = await triggers.jobs.get(jobs.find(({ trigger }) => trigger === 'net')!.id)
    expect(net?.input).toMatchObject({ key: 'order:1', value: { id: 1, status: 'paid' } })
  })

  it('R29 consecutive ones are a chain: each waits for the one before, and reads its result', async () => {
    const { triggers, database, providers, work } = queueBench()
    providers.answer('workflow', { ticket: 17 })
    triggers.register('orders', {
      name: 'chain',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.workflow.execute('reserve', { id: '{{record.id}}' }), name: 'reserve', timing: 'queued' },
        {
          ...Trigger.broker.publish('rabbit:orders', { ticket: '{{actions.reserve.result.ticket}}' }),
          timing: 'queued',
        },
        Trigger.log.debug('in between'),
        { ...mail, name: 'apart' },
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    const { jobs } = await triggers.jobs.list()
    expect(jobs.map(({ state, chain }) => [state, chain?.position]).reverse()).toEqual([
      ['ready', 0],
      ['waiting', 1],
      ['ready', undefined],
    ])
    await work()
    expect(providers.callsOf('broker')).toMatchObject([{ message: { ticket: 17 } }])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ completed: 3 })
  })

  it('R29 the rest of a chain waits for one that died, until it is retried', async () => {
    const { triggers, database, providers, work, errors } = queueBench()
    providers.fail('cache.set', { times: 1 })
    const dying = { ...set, retry: { maxAttempts: 1 } }
    triggers.register('orders', { name: 'chain', events: ['afterInsert'], actions: [dying, mail] })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    expect(errors).toHaveLength(1)
    expect(providers.callsOf('email')).toEqual([])
    const [dead] = (await triggers.jobs.list({ state: 'dead' })).jobs
    expect(dead).toMatchObject({
      action: 'set',
      attempts: 1,
      failures: 1,
      error: expect.stringContaining('told to fail'),
    })
    expect(await triggers.jobs.retry(dead!.id)).toBe(true)
    await work()
    expect(providers.callsOf('email')).toHaveLength(1)
  })

  it('R29 goes on after one that died with continueOnError', async () => {
    const { triggers, database, providers, work } = queueBench()
    providers.fail('cache.set')
    const dying = { ...set, retry: { maxAttempts: 1 }, continueOnError: true }
    triggers.register('orders', { name: 'chain', events: ['afterInsert'], actions: [dying, mail] })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    expect(providers.callsOf('email')).toHaveLength(1)
  })

  it('before a write go with the rows that are left (R28)', async () => {
    const { triggers, database } = queueBench()
    triggers.register('orders', {
      name: 'queue first',
      events: ['beforeInsert'],
      actions: [{ ...set, name: 'set' }],
    })
    triggers.register('orders', {
      name: 'skip one',
      events: ['beforeInsert'],
      condition: Trigger.when.field('record.status').equals('skip'),
      actions: [Trigger.record.skip()],
    })
    triggers.register('orders', {
      name: 'reject',
      events: ['beforeInsert'],
      condition: Trigger.when.field('record.status').equals('bad'),
      actions: [Trigger.record.reject('no')],
    })
    await database.create('orders', [
      { id: 1, status: 'new' },
      { id: 2, status: 'skip' },
    ])
    await database.create('orders', { id: 3, status: 'bad' }).catch(() => undefined)
    const { jobs } = await triggers.jobs.list()
    expect(jobs.map(({ key }) => key)).toEqual(['1'])
  })

  it('run once more after each failure, and end among the dead letters', async () => {
    const clock = new ManualClock('2026-01-01T00:00:00Z')
    const { triggers, database, providers, errors } = queueBench({ clock })
    providers.fail('cache.set')
    triggers.register('orders', {
      name: 'retry',
      events: ['afterInsert'],
      actions: [{ ...set, retry: { maxAttempts: 3, initialDelay: 1_000, backoffMultiplier: 2 } }],
    })
    await database.create('orders', { id: 1, status: 'new' })
    const worker = createWorker(triggers)
    const told = tellAll(worker)
    const letters: string[] = []
    triggers.jobs.onDeadLetter(({ job, error }) => letters.push(`${job.action}: ${error.message}`))
    await worker.start()
    for (let second = 0; second < 20; second++) await clock.advance(500)
    const stopping = worker.stop()
    await clock.advance(100)
    await stopping
    expect(told).toEqual([
      ...['job-started set#1', 'job-failed set#1', 'job-retried set#1'],
      ...['job-started set#2', 'job-failed set#2', 'job-retried set#2'],
      ...['job-started set#3', 'job-failed set#3', 'job-dead set#3'],
    ])
    expect(errors).toHaveLength(1)
    expect(letters).toEqual([expect.stringContaining('told to fail')])
    const [dead] = (await triggers.jobs.list()).jobs
    const { history } = (await triggers.jobs.get(dead!.id))!
    expect(history.map(({ outcome, error }) => [outcome, error?.message])).toEqual(
      Array.from({ length: 3 }, () => ['failed', expect.stringContaining('told to fail')]),
    )
  })

  it('restore the writer’s context round the action, and name every attempt alike', async () => {
    const keys: unknown[] = []
    const { triggers, database, work } = queueBench({
      functions: {
        remember: async ({ user, db }) => {
          keys.push(user)
          await (db as { database: typeof database }).database.create('audit', { id: 1, now: 'x' })
        },
      },
    })
    const seen: unknown[] = []
    triggers.register('audit', {
      name: 'see',
      events: ['afterInsert'],
      actions: [Trigger.custom(({ user }) => void seen.push(user))],
    })
    triggers.register('orders', {
      name: 'who',
      events: ['afterInsert'],
      actions: [{ type: 'custom', function: 'remember', timing: 'queued' }],
    })
    await triggers.withContext({ user: { id: 'u1' } }, () => database.create('orders', { id: 1, status: 'new' }))
    await work()
    expect(keys).toEqual([{ id: 'u1' }])
    expect(seen).toEqual([{ id: 'u1' }])
  })

  it('carry their input: a definition that changes or goes does not reach them (R44)', async () => {
    const { triggers, database, providers, work } = queueBench()
    triggers.register('orders', { name: 'welcome', events: ['afterInsert'], actions: [mail] })
    await database.create('orders', { id: 1, status: 'new' })
    triggers.unregister('orders', 'welcome')
    await work()
    expect(providers.callsOf('email')).toMatchObject([{ recipients: ['new@example.com'] }])
  })

  it('R44 are discarded when their definition is gone, where that is asked for', async () => {
    const { triggers, database, providers, work } = queueBench({ queue: { onDefinitionGone: 'discard' } })
    triggers.register('orders', { name: 'welcome', events: ['afterInsert'], actions: [mail] })
    await database.create('orders', { id: 1, status: 'new' })
    triggers.unregister('orders', 'welcome')
    await work()
    expect(providers.calls).toEqual([])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ discarded: 1 })
  })

  it('R44 of a function that this process does not have are left for one that does', async () => {
    const { triggers, database, work } = queueBench()
    const ran: unknown[] = []
    triggers.functions({ later: () => void ran.push('later') })
    triggers.register('orders', {
      name: 'late',
      events: ['afterInsert'],
      actions: [
        Object.assign(
          Trigger.custom(() => void ran.push('inline')),
          { timing: 'queued' as const, name: 'inline' },
        ),
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    triggers.unregister('orders', 'late')
    await work()
    expect(ran).toEqual([])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ ready: 1 })
  })

  it('of a function need a name, by which the Job finds it', () => {
    const { triggers } = queueBench()
    const unnamed = { ...Trigger.custom(() => undefined), timing: 'queued' as const }
    const register = (): void =>
      triggers.register('orders', { name: 'late', events: ['afterInsert'], actions: [unnamed] })
    expect(register).toThrow(/actions\[0\]\.name: a queued function is found by its name/)
  })

  it('R40 a function is told the idempotency key, the same at every attempt', async () => {
    const keys: string[] = []
    const fails = ({ idempotencyKey }: { idempotencyKey: string }): void => {
      keys.push(idempotencyKey)
      if (keys.length < 3) throw new Error('not yet')
    }
    const { triggers, database, work } = queueBench({ functions: { fails } })
    triggers.register('orders', {
      name: 'keyed',
      events: ['afterInsert'],
      actions: [{ type: 'custom', function: 'fails', timing: 'queued', retry: { initialDelay: 0 } }],
    })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    const [job] = (await triggers.jobs.list()).jobs
    expect(keys).toEqual([job!.id, job!.id, job!.id])
  })

  it('R44 of a family that has no provider in this process are left for one that has', async () => {
    const { triggers, database, providers, work } = queueBench({ providers: {} })
    triggers.register('orders', { name: 'cache', events: ['afterInsert'], actions: [set] })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    expect((await triggers.jobs.stats()).counts).toMatchObject({ ready: 1, dead: 0 })
    triggers.provide({ cache: providers.providers.cache })
    await work()
    expect((await triggers.jobs.stats()).counts).toMatchObject({ completed: 1 })
  })

  it('have a delay, a time, an ordering key and a dedupe key, each of them a template', async () => {
    const clock = new ManualClock('2026-01-01T00:00:00Z')
    const { triggers, database } = queueBench({ clock })
    triggers.register('orders', {
      name: 'timed',
      events: ['afterInsert'],
      actions: [
        { ...mail, name: 'delayed', delay: '{{record.total}}', orderingKey: 'order:{{record.id}}', onDead: 'skip' },
        { ...mail, name: 'at', runAt: '{{record.status}}' },
        { ...mail, name: 'once', dedupeKey: '{{table}}', dedupeWindow: 1_000 },
      ],
    })
    const time = '2026-01-02T03:04:05.000Z'
    await database.create('orders', { id: 1, status: time, total: '1500' })
    await database.create('orders', { id: 2, status: time, total: 5 })
    await clock.advance(2_000)
    await database.create('orders', { id: 3, status: time, total: 5 })
    const jobs = (await triggers.jobs.list()).jobs.reverse()
    expect(jobs.map(({ action, key }) => `${action} ${key}`)).toEqual([
      ...['delayed 1', 'at 1', 'once 1', 'delayed 2', 'at 2', 'delayed 3', 'at 3', 'once 3'],
    ])
    expect(jobs[0]).toMatchObject({ orderingKey: 'order:1', runAt: new Date('2026-01-01T00:00:01.500Z') })
    expect(jobs[1]?.runAt).toEqual(new Date(time))
  })

  it.each([
    ['a function', { secret: { call: () => 1 } }, /input\.value\.secret\.call is a function/],
    ['a circle', circle(), /refers to what it is a part of/],
    ['too much', { text: 'x'.repeat(2_000) }, /comes to \d+ characters, and a Job may carry 1000/],
  ])('R27 refuse what no Job can carry (%s), and the write with it', async (_what, value, message) => {
    const { triggers, database } = queueBench({ queue: { maxPayloadLength: 1_000 } })
    triggers.register('orders', {
      name: 'refused',
      events: ['afterInsert'],
      actions: [{ ...Trigger.cache.set('redis', 'k', '{{big}}'), timing: 'queued' }],
    })
    const write = triggers.withContext({ big: value }, () => database.create('orders', { id: 1, status: 'new' }))
    await expect(write).rejects.toThrow(message)
  })

  it('execute() keeps their Jobs, and says which', async () => {
    const { triggers, providers, work } = queueBench()
    triggers.register('orders', { name: 'welcome', events: ['afterInsert'], actions: [mail] })
    const { triggers: reports } = await triggers.execute('afterInsert', {
      table: 'orders',
      record: { id: 7, status: 'new' },
    })
    expect(reports[0]?.actions).toEqual([
      { name: 'mail', type: 'notification.email', status: 'queued', job: expect.any(String) },
    ])
    await work()
    expect(providers.callsOf('email')).toHaveLength(1)
  })

  it('everything external, by one option', async () => {
    const { triggers, database } = queueBench({ defaults: { timing: { external: 'queued' } } })
    triggers.register('orders', {
      name: 'all',
      events: ['afterInsert'],
      actions: [
        Trigger.cache.set('redis', 'k', 'v'),
        Trigger.log.debug('now'),
        Trigger.database.insert('audit', { orderId: '{{record.id}}' }),
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    expect((await triggers.jobs.list()).jobs.map(({ handler }) => handler)).toEqual(['cache.set'])
    expect(database.rows('audit')).toHaveLength(1)
  })
})

function circle(): object {
  const value: Record<string, unknown> = {}
  value.self = value
  return value
}
