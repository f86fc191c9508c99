import type { Provider, ProviderCall } from './provider.ts'

/** Runs the actions of applications (`stripe`, `create-customer`). Its family is `action`. */
export interface AppProvider extends Provider {
  readonly family?: 'action'
  /** Runs an application's action; resolves with its result. */
  execute(app: string, action: string, input: unknown, call: ProviderCall): Promise<unknown>
}
