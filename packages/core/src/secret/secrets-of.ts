import type { NormalizedAction } from '../action/action-definition.ts'
import { compilePayload } from '../action/compile-payload.ts'

/** The secrets that an action, and those inside a `fallback.run`, name. */
export function secretsOf({ type, payload, actions = [] }: NormalizedAction): readonly string[] {
  return [...new Set([...compilePayload(type, payload).secrets, ...actions.flatMap(secretsOf)])]
}
