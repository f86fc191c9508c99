import type { ProviderError } from '@triggerkit/core'
import type { FunctionRun } from './function-entry.ts'

export interface WorkflowsOptions {
  /** What errors and `health()` call it. Default `workflows`. */
  name?: string
  /** Functions that `workflow.execute` runs at a time; more wait. Default: the engine's `concurrency`. */
  concurrency?: number
  /** Dispatched functions that run at a time; more wait for their turn, in memory. Default 100. */
  maxRunning?: number
  /** Dispatched functions that wait for their turn; more are refused, for another attempt. Default 10,000. */
  maxWaiting?: number
  /** Milliseconds that `close` waits for what runs and waits. What has not ended then is aborted and told to `onError`. Default 10,000. */
  closeTimeoutMs?: number
  /** Hears of each dispatched function that failed, since nothing waits for it. Default: `console.error`. */
  onError?: (error: ProviderError, run: FunctionRun) => unknown
}

const numbers = { concurrency: 1, maxRunning: 1, maxWaiting: 0, closeTimeoutMs: 0 }

/** What is wrong with them: one phrase each. */
export function problemsOfWorkflowsOptions(options: WorkflowsOptions): string[] {
  const wrong = Object.entries(numbers).flatMap(([name, least]) => {
    const value = options[name as keyof typeof numbers]
    const isRight = value === undefined || (Number.isInteger(value) && value >= least)
    return isRight ? [] : [`\`${name}\` has to be a whole number of ${least} or more`]
  })
  const { onError } = options
  return onError === undefined || typeof onError === 'function' ? wrong : [...wrong, '`onError` has to be a function']
}
