import { createTriggers, TriggerEvent } from '@triggerkit/core'
import type { Contestant, ContestSettings, Running } from '../../contest/contestant.ts'
import { ratioOf } from '../../contest/ratio.ts'
import { runContest } from '../../contest/run-contest.ts'
import { ProductEntity } from '../../fixture/entities.ts'
import { fillProducts, openDatabase } from '../../fixture/open-database.ts'
import { type BulkTargetName, bulkTargets } from '../../fixture/provider/bulk-targets.ts'
import type { BenchRow, RowGroup } from '../../table/bench-row.ts'
import { duration } from '../../table/unit.ts'

type Way = 'batch' | 'one-by-one' | 'by-hand'
const ways: readonly Way[] = ['batch', 'one-by-one', 'by-hand']
const names = Object.keys(bulkTargets) as BulkTargetName[]

/** One statement updates many rows of SQLite, and each row has one action of its provider after the commit. */
export const providerBulkContestants: Record<string, Contestant> = Object.fromEntries(
  names.flatMap((name) =>
    ways.map((way): [string, Contestant] => [
      `provider-bulk/${name}/${way}`,
      { start: (settings) => start(name, way, settings) },
    ]),
  ),
)

export const providerBulkRows: RowGroup = async ({ quick }) => {
  const measured: Awaited<ReturnType<RowGroup>> = []
  for (const name of names) {
    const { title, rows, missing } = bulkTargets[name]
    const reason = await missing()
    if (reason !== undefined) {
      measured.push({ skipped: title, reason })
      continue
    }
    const [batch, oneByOne, byHand] = ways.map((way) => `provider-bulk/${name}/${way}`) as [string, string, string]
    const timings = await runContest({
      names: [batch, oneByOne, byHand],
      operations: 1,
      rounds: quick ? 1 : 2,
      warmUps: 1,
      generations: quick ? 1 : 2,
    })
    const toRow = (reference: string, other: string): BenchRow => {
      const figures = ratioOf(timings, batch, other)
      return {
        what: `${rows.toLocaleString('en-US')}-row update + ${title}`,
        ours: duration(figures.ours),
        reference,
        theirs: duration(figures.reference),
        ratio: figures.ratio,
      }
    }
    measured.push(toRow('one by one', oneByOne), toRow('by hand after the update, in batches', byHand))
  }
  return measured
}

async function start(name: BulkTargetName, way: Way, settings: ContestSettings): Promise<Running> {
  const { rows, open } = bulkTargets[name]
  const target = await open()
  const engine =
    way === 'by-hand'
      ? undefined
      : createTriggers({ env: 'bench', providers: target.providers({ oneByOne: way === 'one-by-one' }) })
  engine?.register('products', { name: 'tell', events: [TriggerEvent.AFTER_UPDATE], actions: [target.action] })
  const database = await openDatabase({ ...settings, url: undefined }, engine)
  await fillProducts(database, rows)
  const products = database.getRepository(ProductEntity)
  return {
    async run(_operations, round) {
      await products.update({ shop: 1 }, { price: round })
      if (way !== 'by-hand') return
      await target.byHand(await products.find({ where: { shop: 1 }, select: { id: true, price: true } }))
    },
    async rest() {
      const arrived = await target.arrived()
      if (arrived !== rows) throw new Error(`${arrived} of ${rows} arrived`)
    },
    async stop() {
      await engine?.close()
      await target.stop()
      await database.destroy()
    },
  }
}
