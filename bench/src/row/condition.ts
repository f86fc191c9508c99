import type { EvaluationContext } from '@triggerkit/core'
import { compileCondition } from '../../../packages/core/src/condition/compile-condition.ts'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { conditions } from '../fixture/comparisons.ts'
import { contexts } from '../fixture/contexts.ts'
import { writeByHand } from '../fixture/write-by-hand.ts'
import type { RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

type Test = (context: EvaluationContext) => boolean

const forms = 64

/** 64 different conditions of four comparisons each, as an application has them. */
export const conditionContestants: Record<string, Contestant> = {
  'condition/by-hand': contestant(({ source }) => writeByHand('record', source)),
  'condition/compiled': contestant(({ definition }) => compileCondition(definition).test),
}

export const conditionRows: RowGroup = async ({ quick }) => {
  const [reference, ours] = Object.keys(conditionContestants) as [string, string]
  const operations = quick ? 300_000 : 2_000_000
  const figures = ratioOf(
    await runContest({ names: [reference, ours], operations, rounds: 5, warmUps: 2, clock: 'process' }),
    ours,
    reference,
  )
  return [
    {
      what: 'A condition of four comparisons, 64 in the process',
      ours: duration(figures.ours),
      reference: 'by hand in JavaScript',
      theirs: duration(figures.reference),
      ratio: figures.ratio,
      budget: 3,
      aim: 2,
      reason: 'a condition is a tree of closures: no code is generated',
    },
  ]
}

function contestant(create: (condition: (typeof conditions)[number]) => Test): Contestant {
  return {
    async start() {
      const tests = conditions.slice(0, forms).map(create)
      return {
        async run(operations) {
          let held = 0
          for (let index = 0; index < operations; index++) {
            if (tests[index % forms]!(contexts[index % contexts.length]!)) held++
          }
          if (held === 0 || held === operations) throw new Error('The conditions tell nothing apart')
        },
        stop: async () => {},
      }
    },
  }
}
