import { describe, expect, it } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import { Trigger } from '../trigger/trigger.ts'
import { queueBench } from './queue-bench.ts'

const set = {
  ...Trigger.cache.set('redis', 'order:{{record.id}}', '{{record.status}}'),
  name: 'set',
  timing: 'queued' as const,
}

async function failedBench(count: number) {
  const clock = new ManualClock('2026-01-01T00:00:00Z')
  const bench = queueBench({ clock })
  bench.triggers.register('orders', {
    name: 'cache',
    events: ['afterInsert'],
    actions: [{ ...set, retry: { maxAttempts: 1 } }],
  })
  bench.providers.fail('cache.set', {
    times: count,
    error: Object.assign(new Error('Redis is down'), { code: 'ECONNREFUSED' }),
  })
  for (let id = 1; id <= count; id++) {
    await bench.database.create('orders', { id, status: 'new' })
    await bench.work()
    await clock.advance(60_000)
  }
  return { ...bench, clock }
}

describe('triggers.jobs', () => {
  it('lists page by page, newest first', async () => {
    const { triggers, database } = queueBench()
    triggers.register('orders', { name: 'cache', events: ['afterInsert'], actions: [set] })
    for (let id = 1; id <= 5; id++) await database.create('orders', { id, status: 'new' })
    const first = await triggers.jobs.list({ limit: 3 })
    const second = await triggers.jobs.list({ limit: 3, cursor: first.cursor! })
    expect([first, second].map(({ jobs }) => jobs.map(({ key }) => key))).toEqual([
      ['5', '4', '3'],
      ['2', '1'],
    ])
    expect(second.cursor).toBeUndefined()
  })

  it('gets a Job with its input, context, attempts and result, secrets by name', async () => {
    const { triggers, database, providers, work } = queueBench({ secrets: { token: 't0ps3cret' } })
    providers.answer('cache.set', { stored: true })
    triggers.register('orders', {
      name: 'hook',
      events: ['afterInsert'],
      actions: [
        set,
        {
          type: 'http.post',
          url: 'https://example.com/{{record.id}}',
          headers: { 'X-Key': '{{secret.token}}' },
          timing: 'queued',
          name: 'post',
        },
      ],
    })
    await triggers.withContext({ user: { id: 7 } }, () => database.create('orders', { id: 1, status: 'new' }))
    const [post, stored] = (await triggers.jobs.list()).jobs
    const details = await triggers.jobs.get(post!.id)
    expect(details).toMatchObject({ state: 'waiting', context: { user: { id: 7 } }, history: [] })
    expect(JSON.stringify(details)).not.toContain('t0ps3cret')
    expect(String((details!.input!.headers as Record<string, unknown>)['X-Key'])).toBe('[secret:token]')
    await work({ families: ['cache'] })
    expect(await triggers.jobs.get(stored!.id)).toMatchObject({
      state: 'completed',
      result: { stored: true },
      history: [{ outcome: 'completed', worker: expect.any(String) }],
    })
    expect(await triggers.jobs.get('no such id')).toBeUndefined()
  })

  it('retries all that died since, until, of a provider, with an error', async () => {
    const { triggers, work, providers } = await failedBench(4)
    expect((await triggers.jobs.stats()).counts.dead).toBe(4)
    expect(await triggers.jobs.retryAll({ provider: 'mail' })).toBe(0)
    expect(await triggers.jobs.retryAll({ error: 'timeout' })).toBe(0)
    expect(
      await triggers.jobs.retryAll({ since: '2026-01-01T00:01:00Z', until: new Date('2026-01-01T00:03:00Z') }),
    ).toBe(2)
    await work()
    expect(await triggers.jobs.retryAll({ provider: 'redis', error: 'econnrefused' })).toBe(2)
    await work()
    expect((await triggers.jobs.stats()).counts).toMatchObject({ completed: 4, dead: 0 })
    expect(new Set(providers.calls.map(({ key }) => key)).size).toBe(4)
  })

  it('discards by selection, and everything only where that is said', async () => {
    const { triggers } = await failedBench(3)
    await expect(triggers.jobs.discard({})).rejects.toThrow(/an empty selection would discard every Job/)
    const seen: number[] = []
    const onProgress = (count: number): void => void seen.push(count)
    expect(await triggers.jobs.discard({ before: '2026-01-01T00:00:30Z' }, { onProgress })).toBe(1)
    expect(await triggers.jobs.discard({ all: true }, { onProgress })).toBe(2)
    expect(seen).toEqual([1, 2])
    expect((await triggers.jobs.stats()).counts).toMatchObject({ discarded: 3, dead: 0 })
  })

  it('pauses and resumes a trigger, a provider and an ordering key', async () => {
    const { triggers, database, providers, work } = queueBench()
    triggers.register('orders', {
      name: 'cache',
      events: ['afterInsert'],
      actions: [{ ...set, orderingKey: 'order:{{record.id}}' }],
    })
    for (const selection of [{ trigger: 'cache' }, { provider: 'redis' }, { key: 'order:1' }]) {
      providers.clear()
      await triggers.jobs.pause(selection)
      await database.create('orders', { id: 1, status: 'new' })
      await work()
      expect(providers.calls).toEqual([])
      expect((await triggers.jobs.stats()).paused).toHaveLength(1)
      expect(await triggers.jobs.resume(selection)).toBe(true)
      expect(await triggers.jobs.resume(selection)).toBe(false)
      await work()
      expect(providers.calls).toHaveLength(1)
    }
  })

  it('refuses what it does not know, all of it at once', async () => {
    const { jobs } = queueBench().triggers
    await expect(jobs.list({ state: 'done', trigr: 'x', after: 'yesterday', limit: 0 } as never)).rejects.toThrow(
      /4 wrong arguments|unknown state "done"/,
    )
    await expect(jobs.retryAll({ since: '2026-01-01T00:00:00' })).rejects.toThrow(/ISO 8601 with its time zone/)
    await expect(jobs.pause({} as never)).rejects.toThrow(/names 0 of trigger, provider and key/)
    await expect(jobs.pause({ trigger: 'a', key: 'b' } as never)).rejects.toThrow(/names 2 of/)
    await expect(jobs.purge({ completedMs: -1 })).rejects.toThrow(/completedMs/)
  })
})
