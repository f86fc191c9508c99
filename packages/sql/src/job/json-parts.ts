/** The most characters of JSON in one statement, as long as a single row has not more: servers refuse statements of some 16 MiB. */
const longest = 4 * 1024 * 1024

/** Rows as JSON arrays, in their order, as few as the statements' size allows. */
export function jsonParts(rows: readonly object[]): string[] {
  const parts: string[] = []
  let part: string[] = []
  let length = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (part.length > 0 && length + text.length > longest) {
      parts.push(`[${part.join()}]`)
      part = []
      length = 0
    }
    part.push(text)
    length += text.length + 1
  }
  if (part.length > 0) parts.push(`[${part.join()}]`)
  return parts
}
