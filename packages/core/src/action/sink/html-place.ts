/** Where in an HTML text a value stands: between tags, inside a tag, in a quoted attribute, or where text is code. */
export type HtmlPlace =
  | { kind: 'text' }
  | { kind: 'tag' }
  | { kind: 'code'; element: string }
  | { kind: 'attribute'; name: string }

const text: HtmlPlace = { kind: 'text' }
const codeElements = /^(script|style)\b/i

/** The place after this text, which the definition wrote. */
export function htmlPlaceAfter(html: string): HtmlPlace {
  let position = 0
  for (;;) {
    const open = /<(?=[a-z/!?])/i.exec(html.slice(position))
    if (open === null) return text
    const start = position + open.index
    if (html.startsWith('<!--', start)) {
      const end = html.indexOf('-->', start + 4)
      if (end < 0) return text
      position = end + 3
      continue
    }
    const tag = scanTag(html, start + 1)
    if (typeof tag !== 'number') return tag
    position = tag
    const [element] = codeElements.exec(html.slice(start + 1)) ?? []
    if (element === undefined) continue
    const end = html.slice(position).search(new RegExp(`</${element}`, 'i'))
    if (end < 0) return { kind: 'code', element: element.toLowerCase() }
    position += end
  }
}

/** The position after the tag, or the place where the text ends inside it. */
function scanTag(html: string, start: number): number | HtmlPlace {
  let position = start
  while (position < html.length) {
    const character = html[position]!
    if (character === '>') return position + 1
    const isQuote = character === '"' || character === "'"
    const name = isQuote ? /([^\s"'<>/=]+)\s*=\s*$/.exec(html.slice(start, position))?.[1] : undefined
    if (name !== undefined) {
      const end = html.indexOf(character, position + 1)
      if (end < 0) return { kind: 'attribute', name: name.toLowerCase() }
      position = end
    }
    position++
  }
  return { kind: 'tag' }
}
