import { ActionError } from '../errors/action-error.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from './action-executor.ts'
import { type Clock, systemClock } from './clock.ts'
import { placeOf } from './input-error.ts'
import { leadsToAnother, type OnClose, retry } from './retry.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { withTimeout } from './timeout.ts'

export interface RunActionOptions {
  /** Milliseconds per attempt where the action does not say (R33). */
  defaultTimeoutMs: number
  /** Where the action does not say. Default: one attempt. */
  defaultRetry?: RetryPolicy
  /** Default: the system's. */
  clock?: Clock
  /** Ends the wait for a further attempt when the engine closes. */
  onClose?: OnClose
  /** Whether the engine is closed already, so that no further attempt is waited for. */
  isOver?: () => boolean
  /** Ends attempts and waits alike: what the action is a part of has run out of time. */
  within?: AbortSignal
  /** Told of each attempt. */
  watch?: AttemptWatch
}

/** Does an attempt's `work`, and looks at how it ends; `isRetried` says whether what it failed with leads to another one. */
export type AttemptWatch = (
  runs: readonly ActionRun[],
  number: number,
  work: () => Promise<unknown[]>,
  isRetried: (error: unknown) => boolean,
) => Promise<unknown[]>

/**
 * Does one action for these runs: each attempt with its time limit, again as its retry policy says. Rejects with what the executor threw,
 * the very same object; only where it was tried more than once after an event, with an `ActionError` that says how often.
 */
export async function runAction(
  runs: readonly ActionRun[],
  executor: ActionExecutor,
  environment: Omit<ActionEnvironment, 'signal'>,
  { defaultTimeoutMs, defaultRetry, clock = systemClock, onClose, isOver, within, watch }: RunActionOptions,
): Promise<unknown[]> {
  const first = runs[0]
  if (first === undefined) return []
  const { timeout: timeoutMs = defaultTimeoutMs, retry: policy = defaultRetry } = first.action
  let attempts = 0
  const attempt = (number: number): Promise<unknown[]> => {
    within?.throwIfAborted()
    attempts = number
    return withTimeout(async (attemptSignal) => executor.execute(runs, { ...environment, signal: attemptSignal }), {
      timeoutMs,
      clock,
      within,
      error: () => timeoutError(first, timeoutMs, number),
    })
  }
  const watched =
    watch &&
    ((number: number): Promise<unknown[]> =>
      watch(
        runs,
        number,
        () => attempt(number),
        (error) => !isOver?.() && !within?.aborted && leadsToAnother(number, error, policy),
      ))
  try {
    return await retry(watched ?? attempt, { policy, clock, signal: within, onClose })
  } catch (error) {
    if (attempts === 1 || first.verdict !== undefined || ActionError.isInstance(error)) throw error
    throw new ActionError({ ...placeOf(first), cause: error, attempts })
  }
}

function timeoutError(run: ActionRun, timeoutMs: number, attempts: number): ActionError {
  const message = `it took longer than ${timeoutMs} ms. Raise its \`timeout\`, or make it ${run.verdict ? 'quicker' : "`timing: 'async'`"}.`
  return new ActionError({ ...placeOf(run), code: 'ACTION_TIMEOUT', message, attempts })
}
