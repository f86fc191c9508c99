import { describe, expect, it } from 'vitest'
import { Trigger } from '../trigger/trigger.ts'
import { queueBench } from './queue-bench.ts'

describe('what a Job carries', () => {
  it('R19 hidden columns are in it only where the action names them', async () => {
    const { triggers, database, work } = queueBench()
    const seen: unknown[] = []
    const look = Object.assign(
      Trigger.custom(({ record }) => void seen.push([record.secret, Object.keys(record)])),
      { timing: 'queued' as const, name: 'look' },
    )
    triggers.register('orders', { name: 'whole', events: ['afterInsert'], actions: [look] })
    triggers.register('orders', {
      name: 'named',
      events: ['afterInsert'],
      actions: [{ ...Trigger.cache.set('redis', 'k', '{{record.secret}}'), timing: 'queued' }],
    })
    await database.create('orders', { id: 1, status: 'new', secret: 'hush' })
    const jobs = await Promise.all((await triggers.jobs.list()).jobs.map(({ id }) => triggers.jobs.get(id)))
    expect(jobs.find((job) => job?.trigger === 'named')?.input).toMatchObject({ value: 'hush' })
    await work()
    expect(seen).toEqual([[undefined, expect.not.arrayContaining(['secret'])]])
  })

  it('R48 secrets are in it by name, and resolved when it runs', async () => {
    const sent: unknown[] = []
    const { triggers, database, work } = queueBench({
      secrets: { token: async () => 't0ps3cret' },
      fetch: (async (_url: string, init: { headers: Record<string, string> }) => {
        sent.push(new Headers(init.headers).get('x-key'))
        return new Response('ok')
      }) as never,
    })
    triggers.register('orders', {
      name: 'hook',
      events: ['afterInsert'],
      actions: [
        {
          type: 'http.post',
          url: 'https://example.com/hook',
          headers: { 'X-Key': 'Bearer {{secret.token}}' },
          body: {},
          timing: 'queued',
        },
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    expect(sent).toEqual(['Bearer t0ps3cret'])
  })

  it('R26 a missing value in a filter is an error when it runs, and widens nothing', async () => {
    const { triggers, database, work, errors } = queueBench()
    await database.create('audit', [
      { id: 1, orderId: 1 },
      { id: 2, orderId: 2 },
    ])
    triggers.register('orders', {
      name: 'clean',
      events: ['afterInsert'],
      actions: [{ ...Trigger.database.delete('audit', { orderId: '{{record.total}}' }), timing: 'queued' }],
    })
    await database.create('orders', { id: 1, status: 'new' })
    expect(await work()).toMatchObject({ counters: { dead: 1 } })
    expect(database.rows('audit')).toHaveLength(2)
    expect(errors[0]).toMatchObject({ code: 'ACTION_INPUT' })
  })

  it('R35 the chain of triggers goes on across Jobs: a loop ends as a dead letter', async () => {
    const { triggers, database, work, errors } = queueBench({ maxDepth: 3 })
    triggers.register('audit', {
      name: 'loop',
      events: ['afterInsert'],
      actions: [{ ...Trigger.database.insert('audit', { orderId: '{{record.orderId}}' }), timing: 'queued' }],
    })
    await database.create('audit', { orderId: 1 })
    await work()
    expect(database.rows('audit')).toHaveLength(3)
    expect(errors).toEqual([expect.objectContaining({ code: 'TRIGGER_DEPTH' })])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ completed: 2, dead: 1 })
  })

  it('a fallback is tried whole, with what it read when it was queued', async () => {
    const { triggers, database, providers, work } = queueBench()
    providers.fail('cache.set')
    triggers.register('orders', {
      name: 'either',
      events: ['afterInsert'],
      actions: [
        {
          type: 'fallback.run',
          name: 'either',
          timing: 'queued',
          actions: [
            Trigger.cache.set('redis', 'order:{{record.id}}', '{{record.status}}'),
            Trigger.broker.publish('rabbit:orders', { status: '{{record.status}}' }),
          ],
        },
      ],
    })
    await database.create('orders', { id: 1, status: 'new' })
    await database.change('orders', { id: 1 }, { $set: { status: 'later' } })
    await work()
    expect(providers.callsOf('broker')).toMatchObject([{ message: { status: 'new' } }])
  })

  it('what withContext was given is in it, up to a limit', async () => {
    const { triggers, database } = queueBench()
    triggers.register('orders', {
      name: 'set',
      events: ['afterInsert'],
      actions: [{ ...Trigger.cache.set('redis', 'k', 'v'), timing: 'queued' }],
    })
    const write = triggers.withContext({ blob: 'x'.repeat(5_000) }, () => database.create('orders', { id: 1 }))
    await expect(write).rejects.toMatchObject({
      code: 'JOB_TOO_LARGE',
      message: expect.stringContaining('maxContextLength'),
    })
    expect(database.rows('orders')).toEqual(database.rows('orders'))
  })
})
