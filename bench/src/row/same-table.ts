import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import { registerBeside } from '../fixture/other-triggers.ts'
import type { RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000

export const sameTableContestants: Record<string, Contestant> = {
  'same-table/10': contestant(10),
  'same-table/10000': contestant(10_000),
}

/** Many triggers on one table, each with an equality test (a tenant's id) that this row does not pass. */
export const sameTableRows: RowGroup = async ({ quick }) => {
  const [ten, many] = Object.keys(sameTableContestants) as [string, string]
  const timings = await runContest({
    names: [ten, many],
    operations: quick ? 20 : 50,
    rounds: 5,
    warmUps: 2,
    clock: 'process',
  })
  const { ours, reference, ratio } = ratioOf(timings, many, ten)
  return [
    {
      what: 'One-row update, 10,000 triggers on its table for other tenants, SQLite',
      ours: duration(ours),
      reference: 'with 10 of them',
      theirs: duration(reference),
      ratio,
      budget: 3,
      reason: 'conditions are tried one by one, there is no index of equality tests',
    },
  ]
}

function contestant(count: number): Contestant {
  return {
    async start(settings) {
      const database = await openDatabase(settings, registerBeside(quietEngine(), count))
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
