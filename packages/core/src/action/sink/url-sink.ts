import type { TextPart } from '../../template/parse-text.ts'
import { isSecretPlaceholder } from '../../template/secret-placeholder.ts'
import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'
import { percentEncode } from './percent-encode.ts'
import { splitUrl, urlPartAfter } from './url-part.ts'
import { writtenText } from './written-text.ts'

const maxValues = 100
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i
/** Letters of the label that the value is in, and at least two labels after it: a domain that the definition itself writes. */
const domainAfter = /^[a-z\d-]*(?:\.[a-z\d-]+){2,}\.?(?::\d+)?$/i

/**
 * The address of a request. Values in its path, query and fragment are percent-encoded; in the host a value may be one label before a domain
 * that is written out. A text that begins with a placeholder begins with what the value says: the egress policy is the guard there.
 */
export const urlSink: Sink = {
  problem(parts) {
    if (parts.length > 2 * maxValues) return `an address has at most ${maxValues} placeholders`
    return percentProblem(parts) ?? (typeof parts[0] === 'string' ? authorityProblem(parts) : undefined)
  },
  escaper: (parts) => (text, entry) => {
    if (entry.index === 0) return text === '' ? entry.refuseGap() : text
    const part = urlPartAfter(entry.before)
    if (part === 'query' || part === 'fragment') return percentEncode(text)
    if (text === '') entry.refuseGap()
    if (part === 'path') return pathPart(text, entry)
    if (part === 'authority' && typeof parts[0] === 'string' && label.test(text)) return text
    return entry.refuse('would change the host: only letters, digits and "-" may stand there.')
  },
  checker: (parts) => (typeof parts[0] === 'string' ? assertPath : undefined),
  whole: (value, entry) => (value === undefined || value === null || value === '' ? entry.refuseGap() : toText(value)),
  secretPlace(parts, index) {
    const before = writtenText(parts.slice(0, index), 'x')
    return before.includes('?') && !before.includes('#') ? 'url-query' : undefined
  },
}

function pathPart(text: string, entry: Entry): string {
  if (text.split(/[/\\]/).some(isDots)) entry.refuse('would lead to another path.')
  return percentEncode(text)
}

/** `a{{x}}` may make `..` out of `.{{x}}`. */
function assertPath(text: string, entry: Entry): void {
  const { path = '' } = splitUrl(text) ?? {}
  if (path.split(/[/\\]/).some(isDots)) entry.refuse('would lead to another path.')
}

function isDots(segment: string): boolean {
  return /^(?:\.|%2e){1,2}$/i.test(segment)
}

function percentProblem(parts: readonly TextPart[]): string | undefined {
  const isOpen = parts.some(
    (part, index) => typeof part === 'string' && typeof parts[index + 1] === 'object' && /%[\da-f]?$/i.test(part),
  )
  return isOpen ? 'a value cannot stand inside a percent escape' : undefined
}

function authorityProblem(parts: readonly TextPart[]): string | undefined {
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') continue
    const place = urlPartAfter(writtenText(parts.slice(0, index), 'x'))
    const written = `{{${part.path}}}`
    if (place === 'scheme') return `${written} stands before the host: write the address out up to its path`
    if (place !== 'authority' || isSecretPlaceholder(part)) continue
    const { authority } = splitUrl(`x://${writtenText(parts.slice(index + 1), '\u0000')}`)!
    const own = authority.slice(authority.lastIndexOf('\u0000') + 1)
    if (!domainAfter.test(own)) {
      return `${written} would choose the host: it may be one label before a domain that is written out (https://{{env}}.example.com/…)`
    }
  }
  return undefined
}
