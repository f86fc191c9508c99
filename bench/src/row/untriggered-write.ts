import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest, type Timings } from '../contest/run-contest.ts'
import { ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import { registerElsewhere } from '../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000

/** A write that no trigger matches: one update by key and one insert. Plain TypeORM runs twice, which shows the noise. */
export const untriggeredContestants: Record<string, Contestant> = {
  'untriggered/vanilla': contestant(() => undefined),
  'untriggered/vanilla-again': contestant(() => undefined),
  'untriggered/0': contestant(() => quietEngine()),
  'untriggered/10': contestant(() => registerElsewhere(quietEngine(), 10)),
  'untriggered/10000': contestant(() => registerElsewhere(quietEngine(), 10_000)),
}

const names = Object.keys(untriggeredContestants)
const [vanilla, again, ...counts] = names as [string, string, ...string[]]
const writesPerOperation = 2

/** What no run can tell from nothing; the 2 µs of DESIGN are measured in the group `look-up`. */
const budget = 1.05
const reasons: Record<string, string> = {
  SQLite:
    'where any trigger is registered, each statement passes the lock that keeps transactions on the one connection apart',
  PostgreSQL: 'no query more; beside the noise line it is the watch on each statement for transactions steered by SQL',
}

export const untriggeredRows: RowGroup = async ({ quick, postgres }) => {
  const length = { names, rounds: quick ? 5 : 15, warmUps: 5 }
  const sqlite = await runContest({ ...length, operations: quick ? 300 : 1_000, clock: 'process' })
  const rows = toRows('SQLite', sqlite)
  if (postgres === undefined) {
    return [...rows, { skipped: 'Update + insert without a trigger, PostgreSQL', reason: 'no server' }]
  }
  const server = await runContest({ ...length, operations: quick ? 100 : 200, url: postgres })
  return [...rows, ...toRows('PostgreSQL', server)]
}

function toRows(server: string, timings: Timings): BenchRow[] {
  const what = `Update + insert without a trigger, ${server}`
  const row = (name: string, which: string): BenchRow => {
    const { ours, reference, ratio } = ratioOf(timings, name, vanilla)
    const more = ((ours - reference) / writesPerOperation).toFixed(1)
    return {
      what: `${what}, ${which}`,
      ours: `${duration(ours)} (${more} µs more a write)`,
      reference: 'TypeORM without the plugin',
      theirs: duration(reference),
      ratio,
    }
  }
  const noise = row(again, 'the reference once more: noise')
  return [
    noise,
    ...counts.map((name) => ({
      ...row(name, `${countOf(name)} triggers elsewhere`),
      budget,
      reason: reasons[server],
    })),
  ]
}

function countOf(name: string): string {
  return Number(name.split('/')[1]).toLocaleString('en-US')
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
