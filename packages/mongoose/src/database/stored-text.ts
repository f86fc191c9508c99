/** Stands before the code of what follows; no character of any text by Unicode. */
const mark = '\ufdd0'
/** Halves of surrogate pairs, and the mark itself. */
const unstorable = /\p{Surrogate}|\ufdd0/gu
const stored = /\ufdd0([\da-f]{4})/g

/** A text as it is stored: the halves of surrogate pairs, which BSON's UTF-8 would make one and the same character of, by their codes. */
export function toStoredText(text: string): string {
  if (text.search(unstorable) < 0) return text
  return text.replaceAll(unstorable, (half) => mark + half.charCodeAt(0).toString(16).padStart(4, '0'))
}

export function fromStoredText(text: string): string {
  if (!text.includes(mark)) return text
  return text.replaceAll(stored, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** With its texts as they are stored. */
export function toStoredTexts<T extends object>(fields: T): T {
  return mapTexts(fields, toStoredText)
}

export function fromStoredTexts<T extends object>(fields: T): T {
  return mapTexts(fields, fromStoredText)
}

function mapTexts<T extends object>(fields: T, map: (text: string) => string): T {
  const mapped = { ...fields } as Record<string, unknown>
  for (const [name, value] of Object.entries(fields)) if (typeof value === 'string') mapped[name] = map(value)
  return mapped as T
}
