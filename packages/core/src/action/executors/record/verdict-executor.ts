import type { ActionExecutor, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import type { RowVerdict } from '../../row-verdict.ts'

/** An executor that rules on the row of a before event (R28); anywhere else it is an error. */
export function verdictExecutor(rule: (run: ActionRun, verdict: RowVerdict) => void | Promise<void>): ActionExecutor {
  return {
    setBased: false,
    async execute(runs) {
      for (const run of runs) {
        if (run.verdict === undefined) {
          throw inputError(run, `${run.action.type} works in before events only, and not with \`timing: 'async'\`.`)
        }
        await rule(run, run.verdict)
      }
      return runs.map(() => undefined)
    },
  }
}
