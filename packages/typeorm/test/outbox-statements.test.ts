import { randomUUID } from 'node:crypto'
import { newJob } from '@triggerkit/conformance'
import { databaseServer } from '@triggerkit/conformance/service'
import type { ClaimRequest, NewJob, SqlStatement } from '@triggerkit/core/adapter'
import type { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryDatabase, serverDatabase } from './fixture/fixture-database.ts'
import { connectOutbox } from './fixture/outbox-harness.ts'
import { type RecordedOutbox, recordedOutbox } from './fixture/recorded-outbox.ts'

const [postgres, mariadb] = [await databaseServer('postgres'), await databaseServer('mariadb')]
const databases = [
  { type: 'postgres', skip: false, create: () => serverDatabase(postgres, 'statements') },
  { type: 'mariadb', skip: !mariadb.reachable, create: () => serverDatabase(mariadb, 'statements') },
  { type: 'better-sqlite3', skip: false, create: memoryDatabase },
] as const

/** What the plan of a claim names when it reads, or sorts, more of the table than it has to. */
const scans = {
  postgres: /Seq Scan on triggerkit_jobs|Sort /,
  mariadb: /"(d|e|r)","(ALL|index)"|filesort/,
  'better-sqlite3': /SCAN (triggerkit_jobs|e|r|j)\b|B-TREE/,
}

const claim: ClaimRequest = {
  limit: 20,
  leaseMs: 60_000,
  lease: 'lease',
  worker: 'worker',
  handlers: ['http.request', 'mail.send'],
  formats: [1],
  deferMs: 60_000,
}

const wordyJob = (fields: Partial<NewJob> = {}): NewJob =>
  newJob({ payload: JSON.stringify({ text: 'x'.repeat(400) }), ...fields })

describe.each(databases)('the outbox in statements, $type', ({ type, skip, create }) => {
  let recorded: RecordedOutbox
  let dataSource: DataSource
  let close: () => Promise<void>

  beforeAll(async () => {
    if (skip) return
    const fixture = await create()
    const connected = await connectOutbox(type, fixture)
    dataSource = connected.dataSource
    await connected.outbox.migrate!()
    recorded = recordedOutbox(connected.port)
    close = async () => {
      await dataSource.destroy()
      await fixture.drop()
    }
  })
  afterAll(() => close?.())

  const during = async (body: () => Promise<unknown>): Promise<SqlStatement[]> => {
    recorded.statements.length = 0
    await body()
    return [...recorded.statements]
  }
  const planOf = async ({ sql, parameters }: SqlStatement): Promise<string> => {
    const explain = type === 'better-sqlite3' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
    const rows = (await dataSource.query(`${explain} ${sql}`, [...parameters])) as object[]
    return rows.map((row) => JSON.stringify(Object.values(row))).join('\n')
  }

  test.skipIf(skip)('10,000 Jobs are appended by a handful, of one parameter each', async () => {
    const jobs = Array.from({ length: 10_000 }, (_, index) => wordyJob(index % 2 === 0 ? { orderingKey: 'hot' } : {}))
    const statements = await during(() => recorded.outbox.append(undefined, jobs))
    expect(statements.length).toBeLessThan(6)
    for (const { parameters } of statements) expect(parameters).toHaveLength(1)
  })

  test.skipIf(skip)('a claim reads no more than it takes, however many Jobs wait', async () => {
    const statements = await during(() => recorded.outbox.claim(claim))
    const plans = await Promise.all(statements.map(planOf))
    expect(plans[0]).toContain('triggerkit_jobs_due')
    for (const plan of plans) expect(plan).not.toMatch(scans[type])
  })

  test.skipIf(skip)('Jobs without a chain or a key are settled by one, and a look where MySQL has to', async () => {
    const { jobs } = await recorded.outbox.claim(claim)
    const plain = jobs.filter(({ orderingKey }) => orderingKey === undefined)
    const statements = await during(() =>
      recorded.outbox.settle(
        undefined,
        plain.map(({ id, lease }) => ({ id, lease, state: 'completed' })),
      ),
    )
    expect(plain.length).toBeGreaterThan(0)
    expect(statements).toHaveLength(type === 'mariadb' ? 2 : 1)
  })

  test.skipIf(skip)('R45 none of them leaves anything in the session', async () => {
    const statements = await during(async () => {
      const { outbox } = recorded
      await outbox.verify(undefined)
      await outbox.append(undefined, [wordyJob({ dedupe: { key: 'once', windowMs: 1_000 } })])
      await outbox.claim(claim)
      await outbox.renew('lease', [randomUUID()], 1_000)
      await outbox.settle(undefined, [{ id: randomUUID(), lease: 'lease', state: 'completed' }])
      await outbox.ledger.retry({}, 10)
      await outbox.ledger.stats()
    })
    for (const { sql } of statements)
      expect(sql).not.toMatch(/^\s*(set|prepare|deallocate|listen|declare|lock)\b|advisory|temporary|get_lock/i)
  })
})
