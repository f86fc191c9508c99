import { ActionError } from '../../errors/action-error.ts'
import { describeText } from '../../errors/describe-value.ts'
import { messageOf } from '../../errors/to-error.ts'
import { WriteRejectedError } from '../../errors/write-rejected-error.ts'
import type { ActionExecutor, ActionRun, Alternative } from '../action-executor.ts'
import { placeOf } from '../input-error.ts'

/** What a `fallback.run` gives as its result. */
export interface FallbackResult {
  /** The action that succeeded. */
  name: string
  /** Its result. */
  result: unknown
}

interface Failure {
  alternative: Alternative
  error: unknown
}

/** `fallback.run`: the next action runs when the one before has finally failed. A rejected Write is an answer and no failure. */
export const fallbackRunExecutor: ActionExecutor = {
  setBased: false,
  async execute(runs, { signal }) {
    const results: FallbackResult[] = []
    for (const run of runs) results.push(await tryInOrder(run, signal))
    return results
  },
}

async function tryInOrder(run: ActionRun, signal: AbortSignal): Promise<FallbackResult> {
  const failures: Failure[] = []
  for (const alternative of run.alternatives ?? []) {
    try {
      const result = await alternative.run(signal)
      for (const failure of failures) failure.alternative.report(failure.error)
      return { name: alternative.name, result }
    } catch (error) {
      if (signal.aborted || WriteRejectedError.isInstance(error)) throw error
      failures.push({ alternative, error })
    }
  }
  throw new ActionError({
    ...placeOf(run),
    code: 'FALLBACK_FAILED',
    message: `none of its actions succeeded: ${failures.map(describeFailure).join('; ')}`,
    cause: new AggregateError(
      failures.map(({ error }) => error),
      'None of the actions succeeded.',
    ),
  })
}

function describeFailure({ alternative, error }: Failure): string {
  const isAction = ActionError.isInstance(error)
  const tries = isAction && error.attempts > 1 ? ` (${error.attempts} attempts)` : ''
  const reason = isAction && error.cause !== undefined && error.code === 'ACTION_FAILED' ? error.cause : error
  return `${describeText(alternative.name)}${tries}: ${messageOf(reason)}`
}
