import { webcrypto } from 'node:crypto'
import { createWorker, type JobCodec } from '@triggerkit/core'
import { expect, test } from 'vitest'
import type { Row } from '../harness.ts'
import { custom } from '../rules/rule-bench.ts'
import type { QueueBench } from './queue-bench.ts'

const audit = {
  type: 'database.insert',
  name: 'audit',
  table: 'Audit',
  data: { source: '{{record.label}}', operation: '{{operation}}', text: '{{user.name}}' },
  timing: 'queued',
} as const

/** What Jobs do when they run. */
export function executionConformance<Client>(bench: QueueBench<Client>): void {
  ofTheDatabase(bench)
  ofFunctions(bench)
  encrypted(bench)
}

function ofTheDatabase<Client>(bench: QueueBench<Client>): void {
  const texts = async (): Promise<unknown[]> =>
    (await bench.session.read('Audit')).map(({ source, operation, text }) => [source, operation, text])
  const queue = (more: object = {}): void =>
    bench.register('Item', { name: 'queue', events: ['afterInsert'], actions: [{ ...audit, ...more }] })

  test('R40 one of database.* writes its rows, with the writer’s context, and fires triggers in its turn', async () => {
    const { session } = bench
    queue()
    const fired: unknown[] = []
    bench.register('Audit', {
      name: 'see',
      events: ['afterInsert'],
      actions: [custom(({ record, user }) => void fired.push([record.source, (user as Row | undefined)?.name]))],
    })
    await session.engine.withContext({ user: { name: 'Ada' } }, () => bench.insertItems(session.client, ['a', 'b']))
    expect(await texts()).toEqual([])
    expect(await bench.work({ concurrency: 1 })).toMatchObject({ completed: 2, failed: 0 })
    expect(await texts()).toEqual([
      ['a', 'insert', 'Ada'],
      ['b', 'insert', 'Ada'],
    ])
    expect(fired).toEqual([
      ['a', 'Ada'],
      ['b', 'Ada'],
    ])
  })

  test('R40 its rows and its completion are one transaction: whose Job is somebody else’s by now writes nothing', async () => {
    const { session, faults } = bench
    const leaseMs = 400
    queue({ timeout: leaseMs })
    await bench.insertItems(session.client, ['a'])
    faults.settledOnHandle = 0
    expect(await bench.work({ leaseMs })).toMatchObject({ completed: 0, lost: 1 })
    expect(await texts()).toEqual([])
    delete faults.settledOnHandle
    await new Promise((resolve) => setTimeout(resolve, leaseMs + 50))
    expect(await bench.work({ leaseMs })).toMatchObject({ completed: 1 })
    expect(await texts()).toHaveLength(1)
  })

  test('R40 R34 one that fails has written nothing, is tried again, and in the end is a dead letter that onError hears of', async () => {
    const { session, errors } = bench
    queue({ retry: { maxAttempts: 2, initialDelay: 0 } })
    bench.register('Audit', {
      name: 'refuse',
      events: ['afterInsert'],
      actions: [{ ...custom(() => Promise.reject(new Error('refused'))), phase: 'transaction' }],
    })
    await bench.insertItems(session.client, ['a'])
    const counters = await bench.work()
    expect(counters).toMatchObject({ started: 2, failed: 2, retried: 1, dead: 1 })
    expect(await texts()).toEqual([])
    expect(errors.some((error) => error.message.includes('refused'))).toBe(true)
    const [dead] = (await session.engine.jobs.list({ state: 'dead' })).jobs
    expect(dead).toMatchObject({ attempts: 2, failures: 2 })
    bench.unregisterAll()
    expect(await session.engine.jobs.retryAll({ trigger: 'queue' })).toBe(1)
    await bench.work()
    expect(await texts()).toHaveLength(1)
  })

  test('R41 two workers run all Jobs once each, those of one key in their order', async () => {
    const { session } = bench
    queue({ orderingKey: '{{record.status}}' })
    for (let round = 0; round < 10; round++)
      for (const status of ['x', 'y', 'z']) await bench.insertItems(session.client, [`${status}${round}`], { status })
    const workers = [createWorker(session.engine, { pollMs: 10 }), createWorker(session.engine, { pollMs: 10 })]
    await Promise.all(workers.map((worker) => worker.start()))
    const deadline = Date.now() + 60_000
    while ((await session.engine.jobs.stats()).counts.completed < 30 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20))
    await Promise.all(workers.map((worker) => worker.stop()))
    const sources = (await texts()).map((row) => String((row as unknown[])[0]))
    expect(sources).toHaveLength(30)
    for (const status of ['x', 'y', 'z']) {
      expect(sources.filter((source) => source.startsWith(status))).toEqual(
        Array.from({ length: 10 }, (_, round) => `${status}${round}`),
      )
    }
  })
}

function ofFunctions<Client>(bench: QueueBench<Client>): void {
  test('a function gets the rows as they were, and the ORM’s own client outside the write’s transaction', async () => {
    const { session } = bench
    const told: unknown[] = []
    const queued = {
      ...custom(async ({ record, previousRecord, changedFields, db }) => {
        told.push([previousRecord?.stock, record.stock, changedFields])
        await session.write.insert(session.clientOf(db), 'Marker', [{ label: String(record.label) }])
      }),
      name: 'remember',
      timing: 'queued',
    }
    bench.register('Item', { name: 'queue', events: ['afterUpdate'], actions: [queued as never] })
    await session.seed({ Item: [{ label: 'a', stock: 1 }] })
    await session.write.update(session.client, 'Item', { label: 'a' }, { stock: 2 })
    await session.write.update(session.client, 'Item', { label: 'a' }, { label: 'b' })
    await bench.work({ concurrency: 1 })
    expect(told).toEqual([
      [1, 2, ['stock']],
      [2, 2, ['label']],
    ])
    expect((await session.read('Marker')).map(({ label }) => label)).toEqual(['a', 'b'])
  })
}

function encrypted<Client>(bench: QueueBench<Client>): void {
  test('what a codec encrypts is nowhere in the open, and runs all the same', async () => {
    const { session, faults } = bench
    faults.codec = await aesCodec()
    const kept: string[] = []
    faults.appended = (jobs) => void kept.push(JSON.stringify(jobs))
    const told: unknown[] = []
    const queued = {
      ...custom(({ record }) => {
        told.push(record.label)
        return { answer: 'top secret' }
      }),
      name: 'tell',
      timing: 'queued',
    }
    bench.register('Item', { name: 'queue', events: ['afterInsert'], actions: [queued as never] })
    await bench.insertItems(session.client, ['top secret'])
    expect(kept).toHaveLength(1)
    expect(kept[0]).not.toContain('top secret')
    await bench.work()
    expect(told).toEqual(['top secret'])
    const [job] = (await session.engine.jobs.list()).jobs
    expect(await session.engine.jobs.get(job!.id)).toMatchObject({
      result: { answer: 'top secret' },
      history: [{ outcome: 'completed' }],
    })
    await bench.clear()
  })
}

/** AES-256-GCM with a key of this process. */
async function aesCodec(): Promise<JobCodec> {
  const { subtle } = webcrypto
  const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  return {
    async encode(text) {
      const iv = webcrypto.getRandomValues(new Uint8Array(12))
      const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text))
      return Buffer.concat([iv, new Uint8Array(sealed)]).toString('base64')
    },
    async decode(text) {
      const bytes = Buffer.from(text, 'base64')
      const plain = await subtle.decrypt({ name: 'AES-GCM', iv: bytes.subarray(0, 12) }, key, bytes.subarray(12))
      return new TextDecoder().decode(plain)
    },
  }
}
