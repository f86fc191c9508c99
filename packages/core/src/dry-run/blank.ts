import { touchesHidden } from '../change/hidden-columns.ts'
import { compileTemplate } from '../template/compile-template.ts'
import { type Placeholder, parseText } from '../template/parse-text.ts'
import { isSecretPlaceholder } from '../template/secret-placeholder.ts'
import { toText } from '../template/to-text.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** Whether the value at a path of the context stays out of a dry run. */
export type PathTest = (segments: readonly string[]) => boolean

const rowRoots: ReadonlySet<string> = new Set(['record', 'previousRecord', 'records', 'previousRecords', 'input'])

/** Paths to these columns, or into them, wherever a row stands in the context (R19). */
export function leadsToHidden(hidden: readonly string[]): PathTest {
  return ([root = '', ...path]) => rowRoots.has(root) && path.length > 0 && touchesHidden(path, hidden) === 'it'
}

/** What nobody knows before an action has run, or nobody is to see. */
export function leadsToBlank(isHidden: PathTest): PathTest {
  return (segments) => segments[0] === 'actions' || isHidden(segments)
}

/** A text with placeholders that were left as they are written. No template looks into it. */
export class BlankText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** The payload with a `BlankText` for each text that has a blank in it; everything else still has to be rendered. */
export function withBlanks(payload: unknown, context: object, isBlank: PathTest, blanks: Set<string>): unknown {
  if (typeof payload === 'string') return textWithBlanks(payload, context, isBlank, blanks)
  if (Array.isArray(payload)) return payload.map((item) => withBlanks(item, context, isBlank, blanks))
  if (!isPlainObject(payload)) return payload
  const members = Object.entries(payload).map(([key, member]) => [key, withBlanks(member, context, isBlank, blanks)])
  return Object.fromEntries(members)
}

function textWithBlanks(text: string, context: object, isBlank: PathTest, blanks: Set<string>): string | BlankText {
  if (!text.includes('{{')) return text
  const parts = parseText(text)
  const isLeft = (part: Placeholder): boolean => isBlank(part.segments)
  const left = parts.filter((part) => typeof part !== 'string' && isLeft(part)) as Placeholder[]
  if (left.length === 0) return text
  for (const { path } of left) blanks.add(path)
  const shown = parts.map((part) => {
    if (typeof part === 'string') return part
    const written = `{{${part.path}}}`
    return isLeft(part) || isSecretPlaceholder(part) ? written : toText(compileTemplate(written).render(context))
  })
  return new BlankText(shown.join(''))
}

/** Whether there is a blank in a rendered value, which may hold itself. */
export function hasBlank(value: unknown, open: readonly unknown[] = []): boolean {
  if (value instanceof BlankText) return true
  if ((!Array.isArray(value) && !isPlainObject(value)) || open.includes(value)) return false
  return Object.values(value).some((member) => hasBlank(member, [...open, value]))
}
