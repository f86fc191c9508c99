import type { Contestant, Running } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { registerAudit } from '../../fixture/audit-trigger.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import { fillProducts, type OpenedPrisma, openPrisma } from '../../fixture/open-prisma.ts'
import type { RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 1_000

/** One row is updated by its key, and an audit row with the price before and after written with it. */
export const prismaOneRowContestants: Record<string, Contestant> = {
  'prisma-one-row/by-hand': {
    async start(settings) {
      const opened = await openPrisma(settings)
      return running(opened, (id, price) => updateByHand(opened, id, price))
    },
  },
  'prisma-one-row/triggerkit': {
    async start(settings) {
      const opened = await openPrisma(settings, registerAudit(quietEngine()))
      return running(
        opened,
        async (id, price) => void (await opened.prisma.product.update({ where: { id }, data: { price } })),
      )
    },
  },
}

export const prismaOneRowRows: RowGroup = async ({ quick, postgres }) => {
  const what = 'Prisma: one-row update + audit, PostgreSQL'
  if (postgres === undefined) return [{ skipped: what, reason: 'no server' }]
  const [byHand, ours] = Object.keys(prismaOneRowContestants) as [string, string]
  const timings = await runContest({
    names: [byHand, ours],
    operations: quick ? 50 : 150,
    rounds: quick ? 5 : 11,
    warmUps: 5,
    url: postgres,
  })
  const figures = ratioOf(timings, ours, byHand)
  return [
    {
      what,
      ours: duration(figures.ours),
      reference: 'the same by hand in a $transaction, with a locked look',
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 1.5,
      aim: 1.2,
      reason:
        'both send BEGIN, a locked look, the update, the audit row and COMMIT; the rest is processor time of Prisma and ours',
    },
  ]
}

async function updateByHand({ prisma, table }: OpenedPrisma, id: number, price: number): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [before] = await tx.$queryRawUnsafe<{ price: number }[]>(
      `SELECT price FROM ${table('products')} WHERE id = $1 FOR NO KEY UPDATE`,
      id,
    )
    await tx.product.update({ where: { id }, data: { price } })
    await tx.audit.create({ data: { productId: id, operation: 'update', was: before!.price, now: price } })
  })
}

async function running(opened: OpenedPrisma, update: (id: number, price: number) => Promise<void>): Promise<Running> {
  await fillProducts(opened, products)
  let done = 0
  return {
    async run(operations, round) {
      for (let index = 0; index < operations; index++) await update(1 + (index % products), round)
      done += operations
      const written = await opened.prisma.audit.count()
      if (written !== done) throw new Error(`${written} audit rows of ${done}`)
    },
    rest: async () => void (await opened.execute(`VACUUM ${opened.table('products')}`)),
    stop: () => opened.close(),
  }
}
