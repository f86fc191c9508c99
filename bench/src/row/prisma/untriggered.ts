import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest, type Timings } from '../../contest/run-contest.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import { fillProducts, openPrisma } from '../../fixture/open-prisma.ts'
import { registerElsewhere } from '../../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 1_000
const elsewhere = { tables: ['Order', 'Line', 'Journal'], column: 'id' }

/** What Prisma itself asks for an extension that sees every operation and does nothing. */
const emptyExtension = {
  query: {
    $allOperations: ({ args, query }: { args: unknown; query(args: unknown): Promise<unknown> }) => query(args),
  },
}

/** A write that no trigger matches: one update by key and one create. Plain Prisma runs twice, which shows the noise. */
export const prismaUntriggeredContestants: Record<string, Contestant> = {
  'prisma-untriggered/vanilla': contestant(() => undefined),
  'prisma-untriggered/vanilla-again': contestant(() => undefined),
  'prisma-untriggered/empty-extension': contestant(() => undefined, emptyExtension),
  'prisma-untriggered/0': contestant(() => quietEngine()),
  'prisma-untriggered/10': contestant(() => registerElsewhere(quietEngine(), 10, elsewhere)),
}

const names = Object.keys(prismaUntriggeredContestants)
const [vanilla, again, empty, ...counts] = names as [string, string, string, ...string[]]

const budget = 1.05
const reason = 'compare the line of an extension that does nothing, and that of the noise'

export const prismaUntriggeredRows: RowGroup = async ({ quick, postgres }) => {
  const length = { names, rounds: quick ? 5 : 11, warmUps: 5 }
  const sqlite = await runContest({ ...length, operations: quick ? 100 : 300, clock: 'process' })
  if (postgres === undefined)
    return [
      ...toRows('SQLite', sqlite),
      { skipped: 'Prisma: update + create without a trigger, PostgreSQL', reason: 'no server' },
    ]
  const server = await runContest({ ...length, operations: quick ? 50 : 150, url: postgres })
  return [...toRows('SQLite', sqlite), ...toRows('PostgreSQL', server)]
}

function toRows(server: string, timings: Timings): BenchRow[] {
  const row = (name: string, which: string): BenchRow => {
    const { ours, reference, ratio } = ratioOf(timings, name, vanilla)
    return {
      what: `Prisma: update + create without a trigger, ${server}, ${which}`,
      ours: duration(ours),
      reference: 'plain Prisma',
      theirs: duration(reference),
      ratio,
    }
  }
  const counted = counts.map((name) => ({
    ...row(name, `${name.split('/')[1]} triggers elsewhere`),
    budget,
    reason,
  }))
  return [row(again, 'the reference once more: noise'), row(empty, 'an extension that does nothing'), ...counted]
}

function contestant(createEngine: () => Triggers | undefined, extension?: object): Contestant {
  return {
    async start(settings) {
      const opened = await openPrisma(settings, createEngine())
      await fillProducts(opened, products)
      const { product } = extension
        ? (opened.prisma.$extends(extension) as unknown as typeof opened.prisma)
        : opened.prisma
      return {
        async run(operations, round) {
          for (let index = 0; index < operations; index++) {
            await product.update({ where: { id: 1 + (index % products) }, data: { price: round } })
            await product.create({ data: { shop: 2, name: 'New', price: round } })
          }
        },
        rest: async () => void (await opened.execute(`DELETE FROM ${opened.table('products')} WHERE shop = 2`)),
        stop: () => opened.close(),
      }
    },
  }
}
