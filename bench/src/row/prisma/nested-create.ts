import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { Contestant, Running } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import { type OpenedPrisma, openPrisma } from '../../fixture/open-prisma.ts'
import type { RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const children = 50

/** An order with 50 lines in one nested create, and a journal row for each of the 51. */
export const prismaNestedContestants: Record<string, Contestant> = {
  'prisma-nested/by-hand': {
    async start(settings) {
      const opened = await openPrisma(settings)
      return running(opened, () => createByHand(opened))
    },
  },
  'prisma-nested/triggerkit': {
    async start(settings) {
      const opened = await openPrisma(settings, registerJournal(quietEngine()))
      return running(opened, async () => void (await opened.prisma.order.create({ data: order() })))
    },
  },
}

export const prismaNestedRows: RowGroup = async ({ quick, postgres }) => {
  const what = `Prisma: nested create of 1 + ${children} + journal, PostgreSQL`
  if (postgres === undefined) return [{ skipped: what, reason: 'no server' }]
  const [byHand, ours] = Object.keys(prismaNestedContestants) as [string, string]
  const timings = await runContest({
    names: [byHand, ours],
    operations: quick ? 5 : 15,
    rounds: quick ? 5 : 11,
    warmUps: 3,
    url: postgres,
  })
  const figures = ratioOf(timings, ours, byHand)
  return [
    {
      what,
      ours: duration(figures.ours),
      reference: 'the same by hand in a $transaction: nested create, createMany of the journal',
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 2,
      aim: 1.5,
    },
  ]
}

function registerJournal(engine: Triggers): Triggers {
  engine.register('Order', {
    name: 'journal',
    tables: ['Order', 'Line'],
    events: [TriggerEvent.AFTER_INSERT],
    actions: [
      Trigger.database.insert('Journal', { table: '{{table}}', operation: '{{operation}}', row: '{{record.id}}' }),
    ],
  })
  return engine
}

function order(): { customer: string; lines: { create: { product: number; quantity: number }[] } } {
  return {
    customer: 'c',
    lines: { create: Array.from({ length: children }, (_, product) => ({ product, quantity: 1 })) },
  }
}

async function createByHand({ prisma }: OpenedPrisma): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const made = await tx.order.create({ data: order(), include: { lines: { select: { id: true } } } })
    const rows = [
      { table: 'Order', operation: 'insert', row: made.id },
      ...made.lines.map(({ id }) => ({ table: 'Line', operation: 'insert', row: id })),
    ]
    await tx.journal.createMany({ data: rows })
  })
}

function running({ prisma, close }: OpenedPrisma, create: () => Promise<void>): Running {
  let done = 0
  return {
    async run(operations) {
      for (let index = 0; index < operations; index++) await create()
      done += operations
      const written = await prisma.journal.count()
      if (written !== done * (children + 1)) throw new Error(`${written} journal rows of ${done} orders`)
    },
    stop: close,
  }
}
