import * as api from '@opentelemetry/api'
import { createTriggers, type Observer, Trigger } from '@triggerkit/core'
import { openTelemetry } from '@triggerkit/providers/opentelemetry'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { ProductEntity } from '../fixture/entities.ts'
import { fillProducts, openDatabase } from '../fixture/open-database.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const products = 1_000

/** A one-row update that fires a trigger before it and one after its commit. Without observers runs twice, which shows the noise. */
export const telemetryContestants: Record<string, Contestant> = {
  'telemetry/none': contestant(() => undefined),
  'telemetry/none-again': contestant(() => undefined),
  'telemetry/idle': contestant(() => [{ name: 'idle' }]),
  'telemetry/api': contestant(() => [openTelemetry(api)]),
}

const [none, ...others] = Object.keys(telemetryContestants) as [string, ...string[]]
const what: Record<string, { subject: string; budget?: number }> = {
  'telemetry/none-again': { subject: 'without observers once more: noise' },
  'telemetry/idle': { subject: 'an observer that asks for nothing', budget: 1.05 },
  'telemetry/api': { subject: "openTelemetry() with OpenTelemetry's API and no SDK", budget: 1.05 },
}

export const telemetryRows: RowGroup = async ({ quick }) => {
  const names = [none, ...others]
  const length = { rounds: quick ? 7 : 15, warmUps: 5, operations: quick ? 300 : 1_000 }
  const timings = await runContest({ names, ...length, clock: 'process' })
  return others.map((name): BenchRow => {
    const { ours, reference, ratio } = ratioOf(timings, name, none)
    const { subject, budget } = what[name]!
    return {
      what: `One-row update + a trigger before and one after, SQLite, ${subject}`,
      ours: `${duration(ours)} (${(ours - reference).toFixed(1)} µs more)`,
      reference: 'without observers',
      theirs: duration(reference),
      ratio,
      ...(budget !== undefined && { budget, reason: 'each of its write, triggers and actions is told of' }),
    }
  })
}

function contestant(observe: () => Observer[] | undefined): Contestant {
  return {
    async start(settings) {
      const engine = createTriggers({ database: 'bench', env: 'bench', observers: observe() })
      engine.register('Product', {
        name: 'before',
        events: ['beforeUpdate'],
        actions: [Trigger.record.set({ name: 'Product {{record.price}}' })],
      })
      engine.register('Product', {
        name: 'after',
        events: ['afterUpdate'],
        actions: [Trigger.custom(() => undefined)],
      })
      const database = await openDatabase(settings, engine)
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
