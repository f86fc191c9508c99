import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import { registerBeside, type Selection } from '../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000
const counts = [10, 100, 1_000, 10_000] as const
const selections: readonly Selection[] = ['equality', 'order']

/** Triggers on one table for other tenants: told apart by an equality test, or by one that has to be tried. */
export const sameTableContestants: Record<string, Contestant> = Object.fromEntries(
  selections.flatMap((selection) =>
    counts.map((count) => [nameOf(selection, count), contestant(selection, count)] as const),
  ),
)

export const sameTableRows: RowGroup = async ({ quick }) => {
  const rows: BenchRow[] = []
  for (const selection of selections) {
    const [ten, ...more] = counts
    const names = counts.map((count) => nameOf(selection, count))
    const timings = await runContest({ names, operations: quick ? 20 : 50, rounds: 5, warmUps: 2, clock: 'process' })
    for (const count of more) {
      const { ours, reference, ratio } = ratioOf(timings, nameOf(selection, count), nameOf(selection, ten))
      const has = selection === 'equality' ? 'with' : 'without'
      rows.push({
        what: `One-row update, ${count.toLocaleString('en-US')} triggers on its table, ${has} an equality test, SQLite`,
        ours: duration(ours),
        reference: 'with 10 of them',
        theirs: duration(reference),
        ratio,
        ...(selection === 'equality'
          ? { budget: 3, reason: 'triggers are looked up by the constants of their tests' }
          : {}),
      })
    }
  }
  return rows
}

function nameOf(selection: Selection, count: number): string {
  return `same-table/${selection}/${count}`
}

function contestant(selection: Selection, count: number): Contestant {
  return {
    async start(settings) {
      const database = await openDatabase(settings, registerBeside(quietEngine(), count, selection))
      await fillProducts(database, products)
      const repository = database.getRepository(ProductEntity)
      return {
        async run(operations, round) {
          for (let index = 0; index < operations; index++)
            await repository.update({ id: 1 + (index % products) }, { price: round })
        },
        stop: () => database.destroy(),
      }
    },
  }
}
