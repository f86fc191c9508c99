import type { TextPart } from '../../template/parse-text.ts'

/** What the definition writes of a text, joined; `placeholder` stands for each value. */
export function writtenText(parts: readonly TextPart[], placeholder: string): string {
  return parts.map((part) => (typeof part === 'string' ? part : placeholder)).join('')
}
