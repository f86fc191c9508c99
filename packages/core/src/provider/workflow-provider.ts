import type { Provider, ProviderCall } from './provider.ts'

/** Runs workflows. */
export interface WorkflowProvider extends Provider {
  readonly family?: 'workflow'
  /** Runs a workflow to its end; resolves with its result. */
  execute(workflow: string, input: unknown, call: ProviderCall): Promise<unknown>
  /** Starts a workflow; resolves with what identifies the run, without waiting for it. */
  dispatch(workflow: string, input: unknown, call: ProviderCall): Promise<unknown>
}
