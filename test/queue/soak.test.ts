import { createTriggers, createWorker, type Triggers } from '@triggerkit/core'
import { sqlOutbox } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EntryEntity } from '../typeorm/fixture/entities.ts'
import {
  allDatabases,
  type OpenedDatabase,
  openDatabase,
  type SystemDatabase,
} from '../typeorm/fixture/open-database.ts'

const rounds = 20
const jobsPerRound = 500

/**
 * How much larger than early on the table may be in the end. One that keeps every Job would be four times as large; InnoDB grows by extents of
 * 1 MB, and cleans up in its own time.
 */
const mostGrowth = { SQLite: 1.5, postgres: 1.5, mariadb: 2.5 } as const

/** What the table and its indexes take, once what is dead in them may be used again, as the database sees to by itself in time. */
async function bytesOf({ dataSource }: OpenedDatabase, { name }: SystemDatabase): Promise<number> {
  const number = async (sql: string, column: string): Promise<number> => {
    const [row] = (await dataSource.query(sql)) as Record<string, unknown>[]
    return Number(row![column])
  }
  if (name === 'postgres') {
    await dataSource.query('VACUUM triggerkit_jobs')
    return number(`SELECT pg_total_relation_size('triggerkit_jobs') AS bytes`, 'bytes')
  }
  if (name === 'mariadb') {
    await dataSource.query('ANALYZE TABLE triggerkit_jobs')
    const sizes = 'data_length + index_length AS bytes FROM information_schema.tables'
    return number(`SELECT ${sizes} WHERE table_name = 'triggerkit_jobs' AND table_schema = DATABASE()`, 'bytes')
  }
  return (await number('PRAGMA page_count', 'page_count')) * 4_096
}

describe.each(allDatabases)('thousands of Jobs come and go on $name', (database) => {
  let opened: OpenedDatabase
  let engine: Triggers

  beforeAll(async () => {
    engine = createTriggers({ outbox: sqlOutbox() })
    engine.register('Entry', {
      name: 'queue',
      events: ['afterInsert'],
      actions: [{ type: 'log.debug', message: '{{record.text}}', timing: 'queued' }],
    })
    opened = await openDatabase(database, {
      entities: [EntryEntity],
      subscribers: [triggers(engine)],
      connections: 10,
    })
    await engine.outbox.migrate()
  })
  afterAll(async () => {
    await engine.close()
    await opened.close()
  })

  test('the table stays as large as the Jobs that are there ask for', { timeout: 120_000 }, async () => {
    const { manager } = opened.dataSource
    const rows = Array.from({ length: jobsPerRound }, (_, index) => ({ text: `entry ${index}` }))
    const sizes: number[] = []
    for (let round = 0; round < rounds; round++) {
      await manager.insert(EntryEntity, rows)
      expect(await createWorker(engine).runOnce()).toMatchObject({ completed: jobsPerRound })
      expect(await engine.jobs.purge({ completedMs: 0 })).toBe(jobsPerRound)
      await manager.clear(EntryEntity)
      sizes.push(await bytesOf(opened, database))
    }
    const early = Math.max(...sizes.slice(0, 5))
    expect(Math.max(...sizes.slice(-5))).toBeLessThanOrEqual(
      early * mostGrowth[database.name as keyof typeof mostGrowth],
    )
    expect((await engine.jobs.stats()).counts).toMatchObject({ ready: 0, leased: 0, completed: 0 })
  })
})
