import pg from 'pg'
import type { DataSource } from 'typeorm'
import type { Contestant, ContestSettings, Running } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { registerAudit } from '../fixture/audit-trigger.ts'
import { AuditEntity, ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000
const reason = "it sends 4 statements, by hand 5; the rest is processor time of TypeORM's builders and ours"

/** One row is updated by its key, and an audit row with the price before and after written with it. */
export const oneRowContestants: Record<string, Contestant> = {
  'one-row/driver': { start: startDriver },
  'one-row/query-runner': { start: (settings) => startTypeorm(settings, updateByQueryRunner) },
  'one-row/triggerkit': { start: startTriggerkit },
}

export const oneRowRows: RowGroup = async ({ quick, postgres }) => {
  if (postgres === undefined) return [{ skipped: 'One-row update + audit on PostgreSQL', reason: 'no server' }]
  const [driver, queryRunner, ours] = Object.keys(oneRowContestants) as [string, string, string]
  const timings = await runContest({
    names: [driver, queryRunner, ours],
    operations: quick ? 100 : 300,
    rounds: quick ? 5 : 11,
    warmUps: 5,
    url: postgres,
  })
  const row = (reference: string, name: string, budget?: { budget: number; aim: number; reason: string }): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    const what = 'One-row update + audit, PostgreSQL'
    return {
      what,
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      ...budget,
    }
  }
  return [
    row('the same 5 statements by hand, pg driver', driver, { budget: 1.5, aim: 1.2, reason }),
    row("the same by hand, TypeORM's QueryRunner and manager", queryRunner),
  ]
}

async function startTriggerkit(settings: ContestSettings): Promise<Running> {
  const database = await openDatabase(settings, registerAudit(quietEngine()))
  await fillProducts(database, products)
  const repository = database.getRepository(ProductEntity)
  return running(database, async (id, price) => {
    await repository.update({ id }, { price })
  })
}

async function startTypeorm(
  settings: ContestSettings,
  update: (database: DataSource, id: number, price: number) => Promise<void>,
): Promise<Running> {
  const database = await openDatabase(settings)
  await fillProducts(database, products)
  return running(database, (id, price) => update(database, id, price))
}

async function updateByQueryRunner(database: DataSource, id: number, price: number): Promise<void> {
  const runner = database.createQueryRunner()
  try {
    await runner.startTransaction()
    const before = await runner.manager.findOneOrFail(ProductEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    })
    await runner.manager.update(ProductEntity, { id }, { price })
    await runner.manager.insert(AuditEntity, { productId: id, operation: 'update', was: before.price, now: price })
    await runner.commitTransaction()
  } finally {
    await runner.release()
  }
}

/** The tables are TypeORM's, the statements the driver's own. */
async function startDriver(settings: ContestSettings): Promise<Running> {
  const database = await openDatabase(settings)
  await fillProducts(database, products)
  const pool = new pg.Pool({ connectionString: settings.url, options: `-c search_path=${settings.schema}` })
  const { stop, ...rest } = running(database, async (id, price) => {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const { rows } = await client.query(
        'SELECT id, shop, name, price FROM products WHERE id = $1 FOR NO KEY UPDATE',
        [id],
      )
      await client.query('UPDATE products SET price = $1 WHERE id = $2', [price, id])
      await client.query('INSERT INTO audit ("productId", operation, was, now) VALUES ($1, $2, $3, $4)', [
        id,
        'update',
        rows[0].price,
        price,
      ])
      await client.query('COMMIT')
    } finally {
      client.release()
    }
  })
  return {
    ...rest,
    stop: async () => {
      await pool.end()
      await stop()
    },
  }
}

function running(database: DataSource, update: (id: number, price: number) => Promise<void>): Running {
  const audit = database.getRepository(AuditEntity)
  let done = 0
  return {
    async run(operations, round) {
      for (let index = 0; index < operations; index++) await update(1 + (index % products), round)
      done += operations
      const written = await audit.count()
      if (written !== done) throw new Error(`${written} audit rows of ${done}`)
    },
    rest: async () => {
      await database.query(`VACUUM ${database.getMetadata(ProductEntity).tablePath}`)
    },
    stop: () => database.destroy(),
  }
}
