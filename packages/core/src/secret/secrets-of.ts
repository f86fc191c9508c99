import type { NormalizedAction } from '../action/action-definition.ts'
import { compilePayload } from '../action/compile-payload.ts'

/** The secrets that an action names. */
export function secretsOf({ type, payload }: NormalizedAction): readonly string[] {
  return compilePayload(type, payload).secrets
}
