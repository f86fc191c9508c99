import type { Provider, ProviderCall } from './provider.ts'

/** Runs workflows. */
export interface WorkflowProvider extends Provider {
  readonly family?: 'workflow'
  /**
   * Runs a workflow to its end; resolves with its result. A repeated idempotency key should join the run that there is.
   *
   * @throws ProviderError where it failed; with `retryable: false` where there is no such workflow.
   */
  execute(workflow: string, input: unknown, call: ProviderCall): Promise<unknown>
  /**
   * Starts a workflow; resolves with what identifies the run, without waiting for it.
   *
   * @throws ProviderError where it could not be started; with `retryable: false` where there is no such workflow.
   */
  dispatch(workflow: string, input: unknown, call: ProviderCall): Promise<unknown>
}
