import { escapeHtml } from '../../provider/message-part.ts'
import type { TextPart } from '../../template/parse-text.ts'
import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'
import { type HtmlPlace, HtmlScanner } from './html-place.ts'

const addressAttributes: ReadonlySet<string> = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'background',
  'poster',
  'cite',
  'data',
  'xlink:href',
])
const schemes: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'cid'])

/** HTML: a value is text, or one attribute in quotes, and no link to a script. */
export const htmlSink: Sink = {
  problem: (parts) =>
    placesOf(parts)
      .map(problemOf)
      .find((problem) => problem !== undefined),
  escaper(parts) {
    const places = placesOf(parts)
    return (text, entry) => {
      const place = places[entry.index]
      if (place?.kind === 'attribute') assertAttribute(place.name, text, entry)
      return escapeHtml(text)
    }
  },
  whole: (value) => (value === undefined || value === null ? value : escapeHtml(toText(value))),
}

/** By the index of the value; undefined for texts. */
function placesOf(parts: readonly TextPart[]): (HtmlPlace | undefined)[] {
  const scanner = new HtmlScanner()
  return parts.map((part) => {
    const place = typeof part === 'string' ? undefined : scanner.place
    scanner.read(typeof part === 'string' ? part : 'x')
    return place
  })
}

function problemOf(place: HtmlPlace | undefined): string | undefined {
  if (place === undefined || place.kind === 'text') return undefined
  if (place.kind === 'code') return `a value cannot stand inside <${place.element}>`
  if (place.kind === 'tag') return 'a value inside a tag has to be an attribute in quotes'
  if (/^on|^srcdoc$|^srcset$/.test(place.name)) return `a value cannot stand in the attribute ${place.name}`
  return undefined
}

function assertAttribute(name: string, text: string, entry: Entry): void {
  if (name === 'style' && /[^\w\s#.,%-]/.test(text)) entry.refuse('is no plain value of a style.')
  if (!addressAttributes.has(name)) return
  const before = entry.before.slice(-2_000)
  const start = Math.max(before.lastIndexOf('"'), before.lastIndexOf("'")) + 1
  const address = (before.slice(start) + text).replaceAll(/[\s\p{Cc}]/gu, '')
  const scheme = /^([^/?#]*?):/.exec(address)?.[1]?.toLowerCase()
  if (scheme !== undefined && !schemes.has(scheme))
    entry.refuse('would make it an address other than http, https, mailto or tel.')
}
