import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createRelay } from '@triggerkit/bullmq'
import { createDatabase, type OwnRedis, startRedis, type TestDatabase } from '@triggerkit/conformance/service'
import type { Triggers, Worker } from '@triggerkit/core'
import type { DataSource } from 'typeorm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OrderEntity, openOrders } from './fixture/open-orders.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const program = fileURLToPath(new URL('fixture/worker-process.ts', import.meta.url))
const redis: OwnRedis | undefined = await startRedis()

let database: TestDatabase
let engine: Triggers
let dataSource: DataSource
let relay: Worker
let machines: Machine[]

/** A worker in a process of its own; another one takes its place when it dies. */
class Machine {
  #child: ChildProcess | undefined
  #output = ''
  #isOff = false
  deaths = 0

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', tsx, program, database.url, String(redis!.port)], {
      env: { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.json` },
    })
    this.#child = child
    child.stderr.on('data', (chunk: Buffer) => (this.#output += chunk.toString()))
    child.once('exit', () => {
      this.deaths++
      if (!this.#isOff) void this.start()
    })
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  }

  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  async end(): Promise<string> {
    this.#isOff = true
    const child = this.#child!
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined
    this.kill()
    await ended
    return this.#output
  }
}

describe.skipIf(redis === undefined)('BullMQ with workers on two machines, on PostgreSQL', () => {
  beforeAll(async () => {
    database = await createDatabase('postgres', 'bullmq')
    ;({ engine, dataSource } = await openOrders(database.url, { synchronize: true }))
    await engine.outbox.migrate()
  })
  afterAll(async () => {
    await dataSource.destroy()
    await database.drop()
    await redis!.stop()
  })
  beforeEach(async () => {
    await dataSource.query('TRUNCATE orders, audits, runs')
    machines = [new Machine(), new Machine()]
    await Promise.all(machines.map((machine) => machine.start()))
    const connection = {
      host: redis!.host,
      port: redis!.port,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    }
    relay = createRelay(engine, {
      queue: { name: 'triggers', connection },
      batch: 20,
      pollMs: 20,
      leaseMs: 1_500,
      deadlineMs: 2_000,
    })
    await relay.start()
  })
  afterEach(async () => {
    await relay.stop()
    await Promise.all(machines.map((machine) => machine.end()))
  })

  const write = (first: number, count: number, kind = 'plain') =>
    dataSource
      .getRepository(OrderEntity)
      .save(Array.from({ length: count }, (_, index) => ({ id: first + index, kind })))
  const counts = async () => (await engine.jobs.stats()).counts
  const ordersOf = async (table: 'audits' | 'runs'): Promise<number[]> =>
    (await dataSource.query(`SELECT "orderId" FROM ${table} ORDER BY "orderId"`)).map(
      ({ orderId }: { orderId: number }) => orderId,
    )
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 40_000
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error(`It did not come to that: ${JSON.stringify(await counts())}`)
      await sleep(50)
    }
  }

  test('R40 R43 all is run and written back, though a machine dies and Redis forgets', {
    timeout: 60_000,
  }, async () => {
    const orders = Array.from({ length: 200 }, (_, index) => index + 1)
    await write(1, 100)
    await until(async () => (await counts()).completed > 40)
    machines[0]!.kill()
    await write(101, 100)
    await until(async () => (await counts()).completed > 100)
    await redis!.stop()
    await redis!.start()
    await until(async () => (await counts()).completed === 400)
    expect(await ordersOf('audits'), 'exactly once').toEqual(orders)
    expect([...new Set(await ordersOf('runs'))], 'at least once').toEqual(orders)
    expect(machines.map(({ deaths }) => deaths)).toEqual([1, 0])
  })

  test('R42 one that kills each of its workers is a dead letter', { timeout: 60_000 }, async () => {
    await write(1_000, 1, 'deadly')
    await until(async () => (await counts()).dead === 1)
    const [dead] = (await engine.jobs.list({ state: 'dead' })).jobs
    expect(dead).toMatchObject({ key: '1000', action: 'run', error: expect.stringContaining('JOB_ABANDONED') })
    expect((await ordersOf('runs')).filter((id) => id === 1_000)).toHaveLength(2)
    expect(machines.reduce((sum, { deaths }) => sum + deaths, 0)).toBe(2)
    await write(1_001, 5)
    await until(async () => (await ordersOf('audits')).length === 6)
  })
})
