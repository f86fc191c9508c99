import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { registerAudit } from '../../fixture/audit-trigger.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import {
  auditNames,
  fillProducts,
  mongoServerName,
  type OpenedMongoose,
  openMongoose,
  withMongoServer,
} from '../../fixture/open-mongoose.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 10_000

/** `updateMany` of 10,000 documents with an audit document each, and without any. */
export const mongooseBulkContestants: Record<string, Contestant> = {
  'mongoose-bulk/by-hand': contestant({ update: updateByHand, audits: products }),
  'mongoose-bulk/no-audit': contestant({ audits: 0 }),
  'mongoose-bulk/triggerkit': contestant({ engine: () => registerAudit(quietEngine(), auditNames), audits: products }),
}

export const mongooseBulkRows: RowGroup = async ({ quick }) => {
  const names = Object.keys(mongooseBulkContestants) as [string, string, string]
  const [byHand, none, ours] = names
  const timings = await withMongoServer((url) =>
    runContest({ names, operations: 1, rounds: quick ? 3 : 7, warmUps: 2, url }),
  )
  const toRow = (reference: string, name: string): BenchRow => {
    const figures = ratioOf(timings, ours, name)
    return {
      what: `Mongoose: updateMany of 10,000 documents + audit, ${mongoServerName}`,
      ours: duration(figures.ours),
      reference,
      theirs: duration(figures.reference),
      ratio: figures.ratio,
    }
  }
  const reason = 'both look, update and insert; the rest is processor time of ours'
  return [
    {
      ...toRow('the same by hand in connection.transaction: find, updateMany, insertMany', byHand),
      budget: 1.5,
      aim: 1.2,
      reason,
    },
    toRow('updateMany alone, without any audit', none),
  ]
}

type Update = (opened: OpenedMongoose, price: number) => Promise<unknown>

async function updateMany({ Product }: OpenedMongoose, price: number): Promise<unknown> {
  return await Product.updateMany({ shop: 1 }, { price })
}

function updateByHand({ connection, Product, Audit }: OpenedMongoose, price: number): Promise<unknown> {
  return connection.transaction(async (session) => {
    const before = await Product.find({ shop: 1 }, null, { session }).lean()
    await Product.updateMany({ shop: 1 }, { price }, { session })
    const audits = before.map(({ _id, price: was }) => ({ product: _id, operation: 'update', was, now: price }))
    await Audit.insertMany(audits, { session })
  })
}

function contestant({
  engine,
  update = updateMany,
  audits,
}: {
  engine?: () => Triggers
  update?: Update
  audits: number
}): Contestant {
  return {
    async start(settings) {
      const opened = await openMongoose(settings, engine?.())
      await fillProducts(opened, products)
      return {
        run: async (_operations, round) => void (await update(opened, round)),
        async rest() {
          const written = await opened.Audit.countDocuments()
          if (written !== audits) throw new Error(`${written} audit documents of ${audits}`)
          await opened.connection.db!.collection('audits').deleteMany({})
        },
        stop: () => opened.close(),
      }
    },
  }
}
