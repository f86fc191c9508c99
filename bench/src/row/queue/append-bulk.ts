import type { DataSource } from 'typeorm'
import type { Contestant, ContestSettings, Running } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest, type Timings } from '../../contest/run-contest.ts'
import { ProductEntity } from '../../fixture/entities.ts'
import { fillProducts, openDatabase } from '../../fixture/open-database.ts'
import { createHandJobs, handJobOf, handJobsTable, insertHandJobs } from '../../fixture/queue/hand-jobs.ts'
import { jobsData } from '../../fixture/queue/job-queue.ts'
import { tableOf } from '../../fixture/queue/table-of.ts'
import { openWebhookDatabase } from '../../fixture/queue/webhook-database.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const rows = 10_000

type Kind = 'insert' | 'update'
type Write = (database: DataSource, round: number) => Promise<void>

const kinds: readonly Kind[] = ['insert', 'update']

const plain: Readonly<Record<Kind, Write>> = {
  insert: async (database, round) => void (await database.getRepository(ProductEntity).insert(newProducts(round))),
  update: async (database, round) =>
    void (await database.getRepository(ProductEntity).update({ shop: 1 }, { price: round })),
}

const byHand: Readonly<Record<Kind, Write>> = {
  insert: (database, round) =>
    database.transaction(async (manager) => {
      const products = newProducts(round)
      const { identifiers } = await manager.insert(ProductEntity, products)
      const jobs = products.map((row, index) => handJobOf({ ...row, id: identifiers[index]!.id as number }))
      await insertHandJobs(manager, handJobsTable(database), jobs)
    }),
  update: (database, round) =>
    database.transaction(async (manager) => {
      const products = await manager.query(
        `UPDATE ${tableOf(database, 'products')} SET price = ${round} WHERE shop = 1 RETURNING id, name, price`,
      )
      // The driver of PostgreSQL gives them with their number.
      const updated = database.options.type === 'postgres' ? products[0] : products
      await insertHandJobs(manager, handJobsTable(database), updated.map(handJobOf))
    }),
}

function newProducts(round: number): { shop: number; name: string; price: number }[] {
  return jobsData(rows).map(({ shop, name }) => ({ shop, name, price: round }))
}

/** 10,000 rows are written, and a Job for each. */
export const queueBulkContestants: Record<string, Contestant> = Object.fromEntries(
  kinds.flatMap((kind): [string, Contestant][] => [
    [`queue-bulk/${kind}/triggerkit`, contestant(kind, openWebhookDatabase, plain[kind], 'triggerkit_jobs')],
    [`queue-bulk/${kind}/by-hand`, contestant(kind, openWithHandJobs, byHand[kind], 'jobs')],
    [`queue-bulk/${kind}/untriggered`, contestant(kind, openDatabase, plain[kind])],
  ]),
)

export const queueBulkRows: RowGroup = async ({ quick, postgres }) => {
  const length = { operations: 1, rounds: quick ? 1 : 2, warmUps: 1, generations: 2 }
  const measured: Awaited<ReturnType<RowGroup>> = []
  for (const kind of kinds) {
    const names = Object.keys(queueBulkContestants).filter((name) => name.includes(`/${kind}/`))
    const sqlite = await runContest({ ...length, names, clock: 'process' })
    measured.push(...toRows(kind, 'SQLite', sqlite, names))
    if (postgres === undefined) {
      measured.push({ skipped: `Queue: 10,000-row ${kind} + a Job each, PostgreSQL`, reason: 'no server' })
      continue
    }
    const server = await runContest({ ...length, names, url: postgres })
    measured.push(...toRows(kind, 'PostgreSQL', server, names))
  }
  return measured
}

function toRows(kind: Kind, server: string, timings: Timings, names: readonly string[]): BenchRow[] {
  const [ours, byHandName, untriggered] = names as [string, string, string]
  const row = (reference: string, name: string): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    return {
      what: `Queue: 10,000-row ${kind} + a Job each, ${server}`,
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
    }
  }
  return [
    row('by hand in a transaction, with multi-row inserts of Jobs', byHandName),
    row(`the ${kind} alone, TypeORM without the plugin`, untriggered),
  ]
}

function contestant(
  kind: Kind,
  open: (settings: ContestSettings) => Promise<DataSource>,
  write: Write,
  jobsName?: string,
): Contestant {
  return {
    async start(settings): Promise<Running> {
      const database = await open(settings)
      if (kind === 'update') await fillProducts(database, rows)
      const products = database.getMetadata(ProductEntity).tablePath
      const isPostgres = settings.url !== undefined
      const empty = (table: string): Promise<unknown> =>
        database.query(isPostgres ? `TRUNCATE ${table}` : `DELETE FROM ${table}`)
      return {
        async run(_operations, round) {
          await write(database, round)
        },
        async rest() {
          if (kind === 'insert') await empty(products)
          else if (isPostgres) await database.query(`VACUUM ${products}`)
          if (jobsName === undefined) return
          const jobs = tableOf(database, jobsName)
          const [row] = await database.query(`SELECT COUNT(*) AS jobs FROM ${jobs}`)
          if (Number(row.jobs) !== rows) throw new Error(`${row.jobs} Jobs of ${rows}`)
          await empty(jobs)
        },
        stop: () => database.destroy(),
      }
    },
  }
}

async function openWithHandJobs(settings: ContestSettings): Promise<DataSource> {
  const database = await openDatabase(settings)
  await createHandJobs(database)
  return database
}
