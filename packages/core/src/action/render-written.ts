import { parseText } from '../template/parse-text.ts'
import { toText } from '../template/to-text.ts'
import { readPath } from '../value/path.ts'
import type { ActionRun } from './action-executor.ts'
import { inputError } from './input-error.ts'

/**
 * A text field of the payload, rendered with each value going through `escaped` on its way in (R47): what the definition writes stays as it
 * is. `at` is the number of characters before it.
 *
 * @throws ActionError where a value is missing (R26) or the field is no text.
 */
export function renderWritten(run: ActionRun, field: string, escaped: (text: string, at: number) => string): string {
  const written = run.action.payload[field]
  if (typeof written !== 'string' || written === '')
    throw inputError(run, `\`${field}\` has to be a text that is not empty.`)
  let text = ''
  for (const part of parseText(written)) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = readPath(run.context, part.segments)
    if (value === undefined)
      throw inputError(
        run,
        `there is no value for {{${part.path}}} in ${field}, and a filter or key must not have a gap.`,
      )
    text += escaped(toText(value), text.length)
  }
  return text
}
