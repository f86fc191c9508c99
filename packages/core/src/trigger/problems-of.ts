import { formatProblem } from '../errors/definition-problem.ts'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { type NormalizeOptions, normalizeTrigger } from './normalize-trigger.ts'

/** Every problem of a definition, as it is told; for tests only. */
export function problemsOf(definition: unknown, options: Partial<NormalizeOptions> = {}): string[] {
  try {
    normalizeTrigger(definition, { origin: 'code', ...options })
    return []
  } catch (error) {
    if (!TriggerDefinitionError.isInstance(error)) throw error
    return error.problems.map(formatProblem)
  }
}
