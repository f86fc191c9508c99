import { createTriggers, type Triggers } from '@triggerkit/core'
import { defineTable, MemoryDatabase } from '@triggerkit/core/testing'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { otherTables } from '../fixture/entities.ts'
import { registerElsewhere } from '../fixture/other-triggers.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

const columns = { id: 'integer', tenant: 'integer' } as const

/** What a Write that no trigger matches costs in the core alone: the look-up, and the call that goes straight through. */
export const lookUpContestants: Record<string, Contestant> = {
  'look-up/straight': { start: async () => running(() => undefined) },
  'look-up/0': contestant(() => createTriggers()),
  'look-up/10': contestant(() => registerElsewhere(createTriggers(), 10)),
  'look-up/10000': contestant(() => registerElsewhere(createTriggers(), 10_000)),
}

/** Microseconds, of DESIGN. */
const allowed = 2

export const lookUpRows: RowGroup = async ({ quick }) => {
  const names = Object.keys(lookUpContestants)
  const timings = await runContest({
    names,
    operations: quick ? 20_000 : 100_000,
    rounds: 5,
    warmUps: 3,
    clock: 'process',
  })
  return names.slice(1).map((name): BenchRow => {
    const { ours, reference } = ratioOf(timings, name, names[0]!)
    const cost = Math.max(0, ours - reference)
    return {
      what: `The look-up alone, ${Number(name.split('/')[1]).toLocaleString('en-US')} triggers elsewhere`,
      ours: duration(cost),
      reference: 'what DESIGN allows a write',
      theirs: duration(allowed),
      ratio: cost / allowed,
      budget: 1,
    }
  })
}

function contestant(createEngine: () => Triggers): Contestant {
  return {
    async start() {
      const tables = ['products', ...otherTables].map((name) => defineTable(name, columns))
      const binding = createEngine().bind(new MemoryDatabase({ tables }))
      const [table] = tables
      return running(() => binding.matches(table!, 'update', false))
    },
  }
}

function running(lookUp: () => unknown): Awaited<ReturnType<Contestant['start']>> {
  const passThrough = async (): Promise<number> => 1
  return {
    async run(operations) {
      for (let index = 0; index < operations; index++) {
        if (lookUp() === true) throw new Error('No trigger is on this table')
        await passThrough()
      }
    },
    stop: async () => {},
  }
}
