import type { Triggers } from '@triggerkit/core'
import type { DataSource } from 'typeorm'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { registerAudit } from '../fixture/audit-trigger.ts'
import { AuditEntity, ProductEntity } from '../fixture/entities.ts'
import { type AuditedTables, nativeAudit } from '../fixture/native-trigger.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 10_000

/** One statement of TypeORM's updates 10,000 rows; who writes the audit differs. */
export const bulkContestants: Record<string, Contestant> = {
  'bulk/native-statement': contestant({ native: 'statement' }),
  'bulk/native-row': contestant({ native: 'row' }),
  'bulk/triggerkit': contestant({ engine: () => registerAudit(quietEngine()) }),
}

export const bulkRows: RowGroup = async ({ quick, postgres }) => {
  if (postgres === undefined) return [{ skipped: '10,000-row update + audit on PostgreSQL', reason: 'no server' }]
  const [statement, row, ours] = Object.keys(bulkContestants) as [string, string, string]
  const timings = await runContest({
    names: [statement, row, ours],
    operations: 1,
    rounds: quick ? 3 : 7,
    warmUps: 2,
    url: postgres,
  })
  const toRow = (reference: string, name: string): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    return {
      what: '10,000-row update + audit, PostgreSQL',
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 3,
      aim: 2,
      reason: "each audit row passes the client, most of it through TypeORM's InsertQueryBuilder",
    }
  }
  return [toRow('native trigger FOR EACH STATEMENT', statement), toRow('native trigger FOR EACH ROW', row)]
}

function contestant({ engine, native }: { engine?: () => Triggers; native?: 'statement' | 'row' }): Contestant {
  return {
    async start(settings) {
      const database = await openDatabase(settings, engine?.())
      for (const statement of native ? nativeAudit(tablesOf(database), native) : []) await database.query(statement)
      await fillProducts(database, products)
      const repository = database.getRepository(ProductEntity)
      const audit = database.getRepository(AuditEntity)
      return {
        async run(_operations, round) {
          await repository.update({ shop: 1 }, { price: round })
        },
        async rest() {
          const written = await audit.count()
          if (written !== products) throw new Error(`${written} audit rows of ${products}`)
          await database.query(`TRUNCATE ${audit.metadata.tablePath}`)
          await database.query(`VACUUM ${repository.metadata.tablePath}`)
        },
        stop: () => database.destroy(),
      }
    },
  }
}

function tablesOf(database: DataSource): AuditedTables {
  return {
    schema: (database.options as { schema: string }).schema,
    products: database.getMetadata(ProductEntity).tablePath,
    audit: database.getMetadata(AuditEntity).tablePath,
  }
}
