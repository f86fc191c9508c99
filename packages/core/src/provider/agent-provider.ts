import type { Row } from '../change/change.ts'
import type { Provider, ProviderCall } from './provider.ts'

/** Runs AI agents. */
export interface AgentProvider extends Provider {
  readonly family?: 'agent'
  /**
   * Has an agent do what `prompt` says, with `context` to know (empty where the action gives none); resolves with its answer.
   *
   * @throws ProviderError where it gave none; with `retryable: false` where there is no such agent.
   */
  run(agent: string, prompt: string, context: Row, call: ProviderCall): Promise<unknown>
}
