import type { Contestant } from '../contest/contestant.ts'
import { RemoteContestant } from '../contest/remote-contestant.ts'
import { registerAudit } from '../fixture/audit-trigger.ts'
import { AuditEntity, ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase, quietEngine } from '../fixture/open-database.ts'
import type { RowGroup } from '../table/bench-row.ts'
import { megabytes } from '../table/unit.ts'

const few = 10_000
/** A million rows and their audit would not fit: without a bound the process dies. */
const heapMegabytes = 160

/** The number of operations is the number of rows that one update changes. */
export const memoryContestants: Record<string, Contestant> = {
  'memory/triggerkit': {
    async start(settings) {
      const database = await openDatabase(settings, registerAudit(quietEngine()))
      const repository = database.getRepository(ProductEntity)
      return {
        async run(operations, round) {
          await fillProducts(database, operations)
          await repository.update({ shop: 1 }, { price: round })
          const written = await database.getRepository(AuditEntity).count()
          if (written !== operations) throw new Error(`${written} audit rows of ${operations}`)
        },
        stop: () => database.destroy(),
      }
    },
  },
}

/** R16: memory does not grow with the number of rows. */
export const memoryRows: RowGroup = async ({ quick, postgres }) => {
  const many = quick ? 200_000 : 1_000_000
  const what = `Peak memory of a ${many.toLocaleString('en-US')}-row update + audit, PostgreSQL, heap of ${heapMegabytes} MB`
  if (postgres === undefined) return [{ skipped: what, reason: 'no server' }]
  const small = await peakOf(few, postgres)
  const large = await peakOf(many, postgres)
  return [
    {
      what,
      ours: megabytes(large),
      reference: `of a ${few.toLocaleString('en-US')}-row one`,
      theirs: megabytes(small),
      ratio: large / small,
      budget: 2,
    },
  ]
}

async function peakOf(rows: number, url: string): Promise<number> {
  const remote = new RemoteContestant('memory/triggerkit', [`--max-old-space-size=${heapMegabytes}`])
  try {
    await remote.start({ url, schema: 'memory' })
    await remote.run(rows, 1)
    return await remote.stop()
  } finally {
    remote.kill()
  }
}
