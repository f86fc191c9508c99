import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { registerAudit } from '../../fixture/audit-trigger.ts'
import { nativeAudit } from '../../fixture/native-trigger.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import { fillProducts, type OpenedPrisma, openPrisma } from '../../fixture/open-prisma.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 10_000

/** `updateMany` of 10,000 rows; who writes the audit differs. */
export const prismaBulkContestants: Record<string, Contestant> = {
  'prisma-bulk/native-statement': contestant({ native: 'statement' }),
  'prisma-bulk/native-row': contestant({ native: 'row' }),
  'prisma-bulk/by-hand': contestant({ update: updateByHand }),
  'prisma-bulk/triggerkit': contestant({ engine: () => registerAudit(quietEngine()) }),
}

export const prismaBulkRows: RowGroup = async ({ quick, postgres }) => {
  const what = 'Prisma: updateMany of 10,000 rows + audit, PostgreSQL'
  if (postgres === undefined) return [{ skipped: what, reason: 'no server' }]
  const names = Object.keys(prismaBulkContestants) as [string, string, string, string]
  const [statement, row, byHand, ours] = names
  const timings = await runContest({ names, operations: 1, rounds: quick ? 3 : 7, warmUps: 2, url: postgres })
  const toRow = (reference: string, name: string): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    return {
      what,
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
    }
  }
  const reason = "each audit row passes the client, most of it through Prisma's createMany: see the line by hand"
  const budgeted = { budget: 3, aim: 2, reason }
  return [
    { ...toRow('plain Prisma, native trigger FOR EACH STATEMENT', statement), ...budgeted },
    { ...toRow('plain Prisma, native trigger FOR EACH ROW', row), ...budgeted },
    toRow('plain Prisma by hand in a $transaction: findMany, updateMany, createMany', byHand),
  ]
}

type Update = (prisma: OpenedPrisma['prisma'], price: number) => Promise<unknown>

function updateMany({ product }: OpenedPrisma['prisma'], price: number): Promise<unknown> {
  return product.updateMany({ where: { shop: 1 }, data: { price } })
}

function updateByHand(prisma: OpenedPrisma['prisma'], price: number): Promise<unknown> {
  return prisma.$transaction(
    async (tx) => {
      const before = await tx.product.findMany({ where: { shop: 1 } })
      await tx.product.updateMany({ where: { shop: 1 }, data: { price } })
      const data = before.map((row) => ({ productId: row.id, operation: 'update', was: row.price, now: price }))
      await tx.audit.createMany({ data })
    },
    { timeout: 60_000 },
  )
}

function contestant({
  engine,
  native,
  update = updateMany,
}: {
  engine?: () => Triggers
  native?: 'statement' | 'row'
  update?: Update
}): Contestant {
  return {
    async start(settings) {
      const opened = await openPrisma(settings, engine?.())
      const { prisma, table, execute, close } = opened
      const tables = { schema: settings.schema, products: table('products'), audit: table('audit') }
      for (const sql of native ? nativeAudit(tables, native) : []) await execute(sql)
      await fillProducts(opened, products)
      return {
        run: async (_operations, round) => void (await update(prisma, round)),
        async rest() {
          const written = await prisma.audit.count()
          if (written !== products) throw new Error(`${written} audit rows of ${products}`)
          await execute(`TRUNCATE ${table('audit')}`)
          await execute(`VACUUM ${table('products')}`)
        },
        stop: close,
      }
    },
  }
}
