/** Begins an escape, and is escaped itself: a control character that texts hardly have. */
const mark = '\u001a'

/** What a database cannot keep, or not to the letter: NUL and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
const unsafe = /[\0\u001a]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is this that escapes begin with
const escaped = /\u001a([0-9a-f]{4})/g

/** A text as every database keeps it to the letter; that includes spaces at the end, which MySQL takes for none when it compares. */
export function toKept(text: string): string {
  const kept = text.replace(unsafe, escapeOf)
  if (!kept.endsWith(' ')) return kept
  let end = kept.length
  while (kept[end - 1] === ' ') end--
  return kept.slice(0, end) + escapeOf(' ').repeat(kept.length - end)
}

export function fromKept(kept: string): string {
  if (!kept.includes(mark)) return kept
  return kept.replace(escaped, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function escapeOf(character: string): string {
  return mark + character.charCodeAt(0).toString(16).padStart(4, '0')
}
