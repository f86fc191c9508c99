import type { ProviderCall, ProviderError, Push } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'

export type Customize<T> = (message: T, push: Push, call: ProviderCall) => T

/**
 * The message as the application changes it.
 *
 * @throws ProviderError, final, where its function throws or gives no object.
 */
export function customized<T extends object>(
  customize: Customize<T> | undefined,
  message: T,
  { push, call, failures }: { push: Push; call: ProviderCall; failures: ProviderFailures },
): T {
  if (customize === undefined) return message
  const invalid = (thrown: unknown): ProviderError =>
    failures.of(thrown, call, { doing: 'make the notification (`customize`)', retryable: false })
  let changed: unknown
  try {
    changed = customize(message, push, call)
  } catch (error) {
    throw invalid(error)
  }
  if (typeof changed !== 'object' || changed === null || 'then' in changed)
    throw invalid(new Error('it has to return the notification'))
  return changed as T
}
