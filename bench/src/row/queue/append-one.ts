import pg from 'pg'
import type { DataSource } from 'typeorm'
import type { Contestant, ContestSettings, Running } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest, type Timings } from '../../contest/run-contest.ts'
import { ProductEntity } from '../../fixture/entities.ts'
import { openDatabase } from '../../fixture/open-database.ts'
import { createHandJobs, handJobOf, insertHandJobs } from '../../fixture/queue/hand-jobs.ts'
import { tableOf } from '../../fixture/queue/table-of.ts'
import { openWebhookDatabase } from '../../fixture/queue/webhook-database.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const product = { shop: 1, name: 'New', price: 1 }

/** One row is inserted, and a Job for it. */
export const queueAppendContestants: Record<string, Contestant> = {
  'queue-append/triggerkit': { start: startTriggerkit },
  'queue-append/query-runner': { start: startQueryRunner },
  'queue-append/untriggered': { start: startUntriggered },
  'queue-append/driver': { start: startDriver },
}

const names = Object.keys(queueAppendContestants)
const [ours, queryRunner, untriggered, driver] = names as [string, string, string, string]
/** As for a row's audit (DESIGN): a Job is to a write what an audit row is. */
const budget = {
  budget: 1.5,
  aim: 1.2,
  reason: 'the statements are as many; the rest is processor time of what renders a Job and of its wider row',
}

export const queueAppendRows: RowGroup = async ({ quick, postgres }) => {
  const length = { rounds: quick ? 3 : 5, warmUps: 1 }
  const operations = quick ? 200 : 500
  const withoutDriver = names.filter((name) => name !== driver)
  const sqlite = await runContest({ ...length, names: withoutDriver, operations, clock: 'process' })
  const rows = toRows('SQLite', sqlite)
  if (postgres === undefined)
    return [...rows, { skipped: 'Queue: one-row insert + Job, PostgreSQL', reason: 'no server' }]
  const server = await runContest({ ...length, names, operations: operations / 2, url: postgres })
  return [...rows, ...toRows('PostgreSQL', server)]
}

function toRows(server: string, timings: Timings): BenchRow[] {
  const row = (name: string, reference: string, isBudgeted: boolean): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    return {
      what: `Queue: one-row insert + Job, ${server}`,
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      ...(isBudgeted && budget),
    }
  }
  const hasDriver = timings.has(driver)
  return [
    ...(hasDriver ? [row(driver, 'the same 4 statements by hand, pg driver', true)] : []),
    row(queryRunner, "the same by hand, TypeORM's QueryRunner and manager", !hasDriver),
    row(untriggered, 'the insert alone, TypeORM without the plugin', false),
  ]
}

async function startTriggerkit(settings: ContestSettings): Promise<Running> {
  const database = await openWebhookDatabase(settings)
  const repository = database.getRepository(ProductEntity)
  return running(database, {
    jobs: tableOf(database, 'triggerkit_jobs'),
    insert: async () => void (await repository.insert({ ...product })),
  })
}

async function startUntriggered(settings: ContestSettings): Promise<Running> {
  const database = await openDatabase(settings)
  const repository = database.getRepository(ProductEntity)
  return running(database, { insert: async () => void (await repository.insert({ ...product })) })
}

async function startQueryRunner(settings: ContestSettings): Promise<Running> {
  const database = await openDatabase(settings)
  const jobs = await createHandJobs(database)
  return running(database, {
    jobs: jobs.name,
    async insert() {
      const runner = database.createQueryRunner()
      try {
        await runner.startTransaction()
        const row = { ...product }
        const { identifiers } = await runner.manager.insert(ProductEntity, row)
        await insertHandJobs(runner, jobs, [handJobOf({ ...row, id: identifiers[0]!.id as number })])
        await runner.commitTransaction()
      } finally {
        await runner.release()
      }
    },
  })
}

/** The tables are TypeORM's, the statements the driver's own. */
async function startDriver(settings: ContestSettings): Promise<Running> {
  const database = await openDatabase(settings)
  const jobs = await createHandJobs(database)
  const pool = new pg.Pool({ connectionString: settings.url, options: `-c search_path=${settings.schema}` })
  const insert = 'INSERT INTO products (shop, name, price) VALUES ($1, $2, $3) RETURNING id'
  return running(database, {
    jobs: jobs.name,
    async insert() {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        const { rows } = await client.query<{ id: number }>(insert, Object.values(product))
        await insertHandJobs(client, jobs, [handJobOf({ ...product, id: rows[0]!.id })])
        await client.query('COMMIT')
      } finally {
        client.release()
      }
    },
    stop: () => pool.end(),
  })
}

interface RunningOptions {
  insert(): Promise<void>
  /** Where Jobs are counted. */
  jobs?: string
  stop?(): Promise<void>
}

function running(database: DataSource, { insert, jobs, stop }: RunningOptions): Running {
  let done = 0
  return {
    async run(operations) {
      for (let index = 0; index < operations; index++) await insert()
      done += operations
    },
    async rest() {
      if (jobs === undefined) return
      const [row] = await database.query(`SELECT COUNT(*) AS jobs FROM ${jobs}`)
      if (Number(row.jobs) !== done) throw new Error(`${row.jobs} Jobs of ${done}`)
    },
    async stop() {
      await stop?.()
      await database.destroy()
    },
  }
}
