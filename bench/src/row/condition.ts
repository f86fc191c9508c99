import type { EvaluationContext } from '@triggerkit/core'
import { compileCondition } from '../../../packages/core/src/condition/compile-condition.ts'
import type { Contestant } from '../contest/contestant.ts'
import { ratioOf } from '../contest/ratio.ts'
import { runContest } from '../contest/run-contest.ts'
import { conditions } from '../fixture/comparisons.ts'
import { contexts } from '../fixture/contexts.ts'
import { toJsonLogic, toRulesEngine, toSift } from '../fixture/rival-conditions.ts'
import { writeByHand } from '../fixture/write-by-hand.ts'
import type { BenchRow, RowGroup } from '../table/bench-row.ts'
import { duration } from '../table/unit.ts'

type Condition = (typeof conditions)[number]
type Test<Verdict> = (context: EvaluationContext) => Verdict

const chosen = conditions.slice(0, 64)

/** 64 different conditions of four comparisons each, as an application has them. */
export const conditionContestants: Record<string, Contestant> = {
  'condition/by-hand': contestant(byHand),
  'condition/compiled': contestant(({ definition }) => compileCondition(definition).test),
  'condition/sift': contestant(({ definition }) => ofRecord(toSift(definition))),
  'condition/json-logic-js': contestant(({ definition }) => ofRecord(toJsonLogic(definition))),
  'condition/json-rules-engine': asyncContestant(({ definition }) => ofRecord(toRulesEngine(definition))),
}

export const conditionRows: RowGroup = async ({ quick }) => {
  const [byHandName, ours, ...rivals] = Object.keys(conditionContestants) as [string, string, ...string[]]
  const operations = quick ? 300_000 : 2_000_000
  const against = async (names: string[], share: number): Promise<BenchRow[]> => {
    const plan = { names: [ours, ...names], operations: operations / share, rounds: 5, warmUps: 2 }
    const timings = await runContest({ ...plan, clock: 'process' })
    return names.map((name) => {
      const figures = ratioOf(timings, ours, name)
      return {
        what: 'A condition of four comparisons, 64 in the process',
        ours: duration(figures.ours),
        reference: name === byHandName ? 'by hand in JavaScript' : name.split('/')[1]!,
        theirs: duration(figures.reference),
        ratio: figures.ratio,
        ...(name === byHandName ? { budget: 3, aim: 2, reason: 'no code is generated: columns are read by name' } : {}),
      }
    })
  }
  const [sift, logic, rules] = rivals as [string, string, string]
  return [...(await against([byHandName], 1)), ...(await against([sift, logic], 10)), ...(await against([rules], 100))]
}

function byHand({ source }: Condition): Test<boolean> {
  return writeByHand('record', source)
}

function ofRecord<Verdict>(test: (record: EvaluationContext['record']) => Verdict): Test<Verdict> {
  return ({ record }) => test(record)
}

function contestant(create: (condition: Condition) => Test<boolean>): Contestant {
  return {
    async start() {
      const tests = chosen.map(create)
      await assertSameVerdicts(tests)
      return {
        async run(operations) {
          let held = 0
          for (let index = 0; index < operations; index++) {
            if (tests[index % tests.length]!(contexts[index % contexts.length]!)) held++
          }
          if (held === 0 || held === operations) throw new Error('The conditions tell nothing apart')
        },
        stop: async () => {},
      }
    },
  }
}

/** Of a library that gives promises. */
function asyncContestant(create: (condition: Condition) => Test<Promise<boolean>>): Contestant {
  return {
    async start() {
      const tests = chosen.map(create)
      await assertSameVerdicts(tests)
      return {
        async run(operations) {
          for (let index = 0; index < operations; index++)
            await tests[index % tests.length]!(contexts[index % contexts.length]!)
        },
        stop: async () => {},
      }
    },
  }
}

/** Before anything is measured: every contestant finds the same of each condition and row. */
async function assertSameVerdicts(tests: readonly Test<boolean | Promise<boolean>>[]): Promise<void> {
  for (const [index, condition] of chosen.entries()) {
    const expected = byHand(condition)
    for (const context of contexts) {
      if ((await tests[index]!(context)) !== expected(context))
        throw new Error(`Not the verdict of the JavaScript by hand: ${JSON.stringify(condition.definition)}`)
    }
  }
}
