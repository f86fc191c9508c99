import type { Contestant, Running } from '../../contest/contestant.ts'
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
import type { RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 200

/** One document is found, changed and saved, and an audit document with the price before and after written with it. */
export const mongooseOneDocumentContestants: Record<string, Contestant> = {
  'mongoose-one-document/by-hand': {
    async start(settings) {
      const opened = await openMongoose(settings)
      return running(opened, (key, price) => saveByHand(opened, key, price))
    },
  },
  'mongoose-one-document/triggerkit': {
    async start(settings) {
      const opened = await openMongoose(settings, registerAudit(quietEngine(), auditNames))
      return running(opened, async (key, price) => {
        const product = (await opened.Product.findById(key))!
        product.price = price
        await product.save()
      })
    },
  },
}

export const mongooseOneDocumentRows: RowGroup = async ({ quick }) => {
  const [byHand, ours] = Object.keys(mongooseOneDocumentContestants) as [string, string]
  const length = { operations: quick ? 50 : 150, rounds: quick ? 5 : 11, warmUps: 5 }
  const timings = await withMongoServer((url) => runContest({ names: [byHand, ours], ...length, url }))
  const figures = ratioOf(timings, ours, byHand)
  return [
    {
      what: `Mongoose: one save + audit, ${mongoServerName}`,
      ours: duration(figures.ours),
      reference: 'the same by hand in connection.transaction',
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 1.5,
      aim: 1.2,
      reason:
        'both send the update, the audit document and the commit; the rest is processor time of Mongoose and ours',
    },
  ]
}

async function saveByHand({ connection, Product, Audit }: OpenedMongoose, key: unknown, price: number): Promise<void> {
  const product = (await Product.findById(key))!
  const was = product.price
  product.price = price
  await connection.transaction(async (session) => {
    await product.save({ session })
    await Audit.create([{ product: product._id, operation: 'update', was, now: price }], { session })
  })
}

async function running(
  opened: OpenedMongoose,
  update: (key: unknown, price: number) => Promise<void>,
): Promise<Running> {
  const keys = await fillProducts(opened, products)
  return {
    async run(operations, round) {
      for (let index = 0; index < operations; index++) await update(keys[index % products], round * 1_000 + index)
      const written = await opened.Audit.countDocuments()
      if (written !== operations) throw new Error(`${written} audit documents of ${operations}`)
    },
    rest: async () => void (await opened.connection.db!.collection('audits').deleteMany({})),
    stop: () => opened.close(),
  }
}
