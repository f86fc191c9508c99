import { createDatabase } from '@triggerkit/conformance/service'
import { createTriggers, createWorker, type Triggers } from '@triggerkit/core'
import { type SqlOutboxOptions, sqlOutbox } from '@triggerkit/sql'
import { triggers } from '@triggerkit/typeorm'
import pg from 'pg'
import { DataSource } from 'typeorm'
import { describe, expect, test } from 'vitest'
import { EntryEntity } from '../typeorm/fixture/entities.ts'
import { serverDatabases } from '../typeorm/fixture/open-database.ts'

const onPostgres = serverDatabases.filter(({ name }) => name === 'postgres')

/** An engine as another process has it, connected to the same database. */
async function connect(url: string, options: SqlOutboxOptions, ran: string[] = []) {
  const engine = createTriggers({
    outbox: sqlOutbox(options),
    functions: { note: ({ record }) => void ran.push(String(record.text)) },
  })
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [EntryEntity],
    subscribers: [triggers(engine)],
    synchronize: true,
  })
  await dataSource.initialize()
  return { engine, dataSource }
}

function queueNotes(engine: Triggers): void {
  engine.register('Entry', {
    name: 'queue',
    events: ['afterInsert'],
    actions: [{ type: 'custom', function: 'note', timing: 'queued' }],
  })
}

/** Longer than the test: a worker that polls would not be in time. */
const pollMs = 60_000

describe.each(onPostgres)('a worker in another process on $name', () => {
  test('R45 hears of a Job when its write is committed, and not before', async () => {
    const { url, drop } = await createDatabase('postgres', 'wake_up')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const ran: string[] = []
    const writer = await connect(url, { listen: {} })
    queueNotes(writer.engine)
    const reader = await connect(url, { listen: { client } }, ran)
    await writer.engine.outbox.migrate()
    const worker = createWorker(reader.engine, { pollMs })
    try {
      await worker.start()
      await writer.dataSource.transaction(async (manager) => {
        await manager.insert(EntryEntity, { text: 'committed' })
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect(ran).toEqual([])
      })
      await expect.poll(() => ran, { timeout: 15_000 }).toEqual(['committed'])
      await Promise.all(['a', 'b', 'c'].map((text) => writer.dataSource.manager.insert(EntryEntity, { text })))
      await expect.poll(() => ran.length, { timeout: 15_000 }).toBe(4)
    } finally {
      await worker.stop()
      await Promise.all([writer, reader].map(({ engine }) => engine.close()))
      await client.end()
      await Promise.all([writer, reader].map(({ dataSource }) => dataSource.destroy()))
      await drop()
    }
  })
})
