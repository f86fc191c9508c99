import type { TextPart } from '../../template/parse-text.ts'

/** What means something in a glob. */
export const globCharacters = '*?[]{}!^\\'

export function escapeGlob(text: string): string {
  return text.replaceAll(/[*?[\]{}!^\\]/g, '\\$&')
}

/** A backslash before a value would undo its escape; within `[…]` every character is one of a choice. */
export function globPlaceProblem(parts: readonly TextPart[]): string | undefined {
  const before = parts.map((part, index) =>
    typeof parts[index + 1] === 'object' && typeof part === 'string' ? part : '',
  )
  if (before.some((text) => /(?<!\\)(?:\\\\)*\\$/.test(text))) return 'a value cannot follow a backslash'
  if (before.some((text) => /\[[^\]]*$/.test(text))) return 'a value cannot stand between [ and ]'
  return undefined
}
