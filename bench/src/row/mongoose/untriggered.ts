import type { Triggers } from '@triggerkit/core'
import type { Contestant } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { quietEngine } from '../../fixture/open-database.ts'
import { fillProducts, mongoServerName, openMongoose, withMongoServer } from '../../fixture/open-mongoose.ts'
import { registerElsewhere } from '../../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

const products = 1_000
const elsewhere = { tables: ['Audit'], column: '_id' }

/** Triggers that are only there, for no database: what they cost is memory. */
const kept: Triggers[] = []

/** A write that no trigger matches: one update by key and one save of a new document. Plain Mongoose runs twice, which shows the noise. */
export const mongooseUntriggeredContestants: Record<string, Contestant> = {
  'mongoose-untriggered/vanilla': contestant(() => undefined),
  'mongoose-untriggered/vanilla-again': contestant(() => undefined),
  'mongoose-untriggered/unbound': contestant(() => {
    kept.push(registerElsewhere(quietEngine(), 10_000, elsewhere))
    return undefined
  }),
  'mongoose-untriggered/0': contestant(() => quietEngine()),
  'mongoose-untriggered/10': contestant(() => registerElsewhere(quietEngine(), 10, elsewhere)),
  'mongoose-untriggered/10000': contestant(() => registerElsewhere(quietEngine(), 10_000, elsewhere)),
}

const names = Object.keys(mongooseUntriggeredContestants)
const [vanilla, again, unbound, ...counts] = names as [string, string, string, ...string[]]

export const mongooseUntriggeredRows: RowGroup = async ({ quick }) => {
  const operations = quick ? 100 : 300
  const timings = await withMongoServer((url) =>
    runContest({ names, operations, rounds: quick ? 5 : 11, warmUps: 5, url, clock: 'process' }),
  )
  const row = (name: string, which: string): BenchRow => {
    const { ours, reference, ratio } = ratioOf(timings, name, vanilla)
    return {
      what: `Mongoose: update + save without a trigger, ${mongoServerName}, processor time, ${which}`,
      ours: duration(ours),
      reference: 'plain Mongoose',
      theirs: duration(reference),
      ratio,
    }
  }
  return [
    row(again, 'the reference once more: noise'),
    row(unbound, 'the reference with 10,000 triggers in memory, bound to nothing'),
    ...counts.map((name) => ({
      ...row(name, `${Number(name.split('/')[1]).toLocaleString('en-US')} triggers elsewhere`),
      budget: 1.05,
      reason:
        'compare the line of the noise; in a loop without a collection before each round 10 and 10,000 cost the same',
    })),
  ]
}

function contestant(createEngine: () => Triggers | undefined): Contestant {
  return {
    async start(settings) {
      const opened = await openMongoose(settings, createEngine())
      const keys = await fillProducts(opened, products)
      const { Product } = opened
      return {
        async run(operations, round) {
          for (let index = 0; index < operations; index++) {
            await Product.updateOne({ _id: keys[index % products] }, { price: round })
            await new Product({ number: -1, shop: 2, name: 'New', price: round }).save()
          }
        },
        rest: async () => void (await Product.deleteMany({ shop: 2 })),
        stop: () => opened.close(),
      }
    },
  }
}
