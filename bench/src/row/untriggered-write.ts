import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import { registerElsewhere } from '../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000

/** A write that no trigger matches: one update by key and one insert. */
export const untriggeredContestants: Record<string, Contestant> = {
  'untriggered/vanilla': contestant(() => undefined),
  'untriggered/0': contestant(() => quietEngine()),
  'untriggered/10': contestant(() => registerElsewhere(quietEngine(), 10)),
  'untriggered/10000': contestant(() => registerElsewhere(quietEngine(), 10_000)),
}

/** An update costs 40 µs on SQLite in memory and 400 µs on PostgreSQL at the least: 2 µs more are these. */
const budgets = { sqlite: 1.05, postgres: 1.01 }

export const untriggeredRows: RowGroup = async ({ quick, postgres }) => {
  const names = Object.keys(untriggeredContestants)
  const sqlite = await runContest({
    names,
    operations: quick ? 300 : 1_000,
    rounds: quick ? 5 : 15,
    warmUps: 5,
    clock: 'process',
  })
  const rows: BenchRow[] = names
    .slice(1)
    .map((name) => toRow('SQLite', name, ratioOf(sqlite, name, names[0]!), budgets.sqlite))
  if (postgres === undefined)
    return [...rows, { skipped: 'Writes without triggers on PostgreSQL', reason: 'no server' }]
  const server = await runContest({
    names,
    operations: quick ? 100 : 200,
    rounds: quick ? 5 : 15,
    warmUps: 5,
    url: postgres,
  })
  return [
    ...rows,
    ...names.slice(1).map((name) => toRow('PostgreSQL', name, ratioOf(server, name, names[0]!), budgets.postgres)),
  ]
}

function toRow(
  server: string,
  name: string,
  { ours, reference, ratio }: ReturnType<typeof ratioOf>,
  budget: number,
): BenchRow {
  const count = Number(name.split('/')[1]).toLocaleString('en-US')
  return {
    what: `Update + insert without a trigger, ${count} elsewhere, ${server}`,
    ours: duration(ours),
    reference: 'TypeORM without the plugin',
    theirs: duration(reference),
    ratio,
    budget,
  }
}

function contestant(createEngine: () => Triggers | undefined): Contestant {
  return {
    async start(settings) {
      const database = await openDatabase(settings, createEngine())
      await fillProducts(database, products)
      const repository = database.getRepository(ProductEntity)
      return {
        async run(operations, round) {
          for (let index = 0; index < operations; index++) {
            await repository.update({ id: 1 + (index % products) }, { price: round })
            await repository.insert({ shop: 2, name: 'New', price: round })
          }
        },
        rest: async () => {
          await database.query(`DELETE FROM ${repository.metadata.tablePath} WHERE shop = 2`)
        },
        stop: () => database.destroy(),
      }
    },
  }
}
