import type { CompiledTemplate } from '../template/compile-template.ts'
import { isRenderingError } from '../template/template-error.ts'
import { inputError, type RunPlace } from './input-error.ts'

/**
 * What an action is given: its payload, rendered and escaped, once for all attempts.
 *
 * @throws ActionError of code `ACTION_INPUT` for a value that its place does not take (R47) and beyond the limit; it names the field.
 */
export function renderInput(template: CompiledTemplate, run: RunPlace): Record<string, unknown> {
  try {
    return template.render(run.context) as Record<string, unknown>
  } catch (thrown) {
    if (isRenderingError(thrown)) throw inputError(run, thrown.message)
    throw thrown
  }
}
