import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isSafeName, parsePath } from '../value/path.ts'

const maxPathLength = 256

/** One piece of a text with placeholders: text as it is, or the path of a value. */
export type TextPart = string | Placeholder

export interface Placeholder {
  /** As it was written, without the braces and the spaces: `record.total`. */
  path: string
  segments: readonly string[]
}

/**
 * Cuts `Order {{record.id}} of {{ user.id }}` into its parts. Throws a `TriggerkitError` of code `TEMPLATE_SYNTAX`
 * where a placeholder is not closed, empty, no path, or names what may not be read.
 */
export function parseText(text: string): TextPart[] {
  const parts: TextPart[] = []
  let position = 0
  for (;;) {
    const start = text.indexOf('{{', position)
    if (start < 0) break
    const end = text.indexOf('}}', start + 2)
    if (end < 0) throw syntaxError(`the placeholder at position ${start} is not closed: "}}" is missing`)
    if (start > position) parts.push(text.slice(position, start))
    parts.push(parsePlaceholder(text.slice(start + 2, end)))
    position = end + 2
  }
  if (position < text.length) parts.push(text.slice(position))
  return parts
}

/** Whether a value is a text that is one whole placeholder: its value is known only when it is rendered. */
export function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /^\{\{[^{}]+\}\}$/.test(value)
}

function parsePlaceholder(inner: string): Placeholder {
  const written = inner.trim()
  if (written === '') throw syntaxError('a placeholder is empty: write a path such as {{record.id}}')
  if (written.length > maxPathLength) throw syntaxError(`a placeholder is longer than ${maxPathLength} characters`)
  if (/[{}\n\r]/.test(written))
    throw syntaxError(`the placeholder "${written.slice(0, 40)}" contains a brace or a line break`)
  const path = written.startsWith('context.') ? written.slice('context.'.length) : written
  const segments = parsePath(path)
  if (segments.some((segment) => segment === ''))
    throw syntaxError(`"${written}" is no path: a name is missing between its dots`)
  if (!segments.every(isSafeName))
    throw syntaxError(`"${written}" may not be read: ${segments.find((name) => !isSafeName(name))!}`)
  return { path, segments }
}

function syntaxError(message: string): TriggerkitError {
  return new TriggerkitError({ code: 'TEMPLATE_SYNTAX', message })
}
