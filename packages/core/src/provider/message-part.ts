import type { Row } from '../change/change.ts'
import { describeMessage, MessageError } from '../errors/message-error.ts'
import { parseText } from '../template/parse-text.ts'
import { toText } from '../template/to-text.ts'
import { readPath } from '../value/path.ts'

/** Part of a message that the application's developer owns: a text with `{{name}}` placeholders, or a function of the variables. */
export type MessagePart = string | ((variables: Row) => string)

/**
 * Fills a part with variables; in a text each value goes through `escaped`. null is empty.
 *
 * @throws MessageError of code `MESSAGE_VARIABLE_MISSING` for a placeholder that no variable is given for.
 */
export function renderPart(
  part: MessagePart,
  variables: Row,
  message: string,
  escaped: (text: string) => string = (text) => text,
): string {
  if (typeof part === 'function') return String(part(variables))
  return parseText(part)
    .map((piece) => {
      if (typeof piece === 'string') return piece
      const value = readPath(variables, piece.segments)
      if (value === undefined) throw missing(piece.path, variables, message)
      return escaped(toText(value))
    })
    .join('')
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function missing(path: string, variables: Row, message: string): MessageError {
  const given = Object.keys(variables)
  const place = { messageName: message }
  return new MessageError({
    code: 'MESSAGE_VARIABLE_MISSING',
    message:
      `${describeMessage(place)} needs the variable "${path}", and it has no value. ` +
      `Given: ${given.length > 0 ? given.join(', ') : 'none'}. Give it in the action's \`template\` or \`subject\`.`,
    place,
    variable: path,
  })
}
