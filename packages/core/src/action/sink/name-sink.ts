import type { TextPart } from '../../template/parse-text.ts'
import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'

const beyondNames = /[\s\p{Cc}\u2028\u2029]/u

/** The name of a table, a provider, a workflow and the like. A stored definition writes it out; in code a value may be part of it. */
export const nameSink: Sink = {
  problem: (_parts, stored) => (stored ? 'a stored definition has to write this name out' : undefined),
  escaper: () => (text, entry) => assertName(text, entry, ':'),
  whole: (value, entry) => (typeof value === 'string' ? assertName(value, entry, ':') : value),
}

/** `provider:message`: a stored definition writes the provider out, a value is never more than one of the two. */
export const messageSink: Sink = {
  problem: providerProblem,
  escaper: () => (text, entry) => assertName(text, entry, ':'),
  whole: (value, entry) => (typeof value === 'string' ? assertName(value, entry, ':') : value),
}

/** `provider:topic`: a value is one part of the topic, and no wildcard. */
export const topicSink: Sink = {
  problem: providerProblem,
  escaper(parts) {
    const own = parts.filter((part) => typeof part === 'string').join('')
    const separators = [...new Set(own.replaceAll(/[\p{L}\p{N}]/gu, ''))].filter((character) => !/[-_]/.test(character))
    return (text, entry) => assertTopicPart(text, entry, [':', ...separators].join(''))
  },
  whole: (value, entry) => (value === undefined || value === null ? value : assertTopicPart(toText(value), entry, ':')),
}

/** Names what the definition alone may say: no placeholder at all. */
export const fixedSink: Sink = {
  problem: () => 'has to be written out: no placeholder may stand here',
}

function providerProblem(parts: readonly TextPart[], stored: boolean): string | undefined {
  if (!stored) return undefined
  const [first] = parts
  if (typeof first === 'string' && first.includes(':')) return undefined
  return 'a stored definition has to write the provider out, up to the ":"'
}

function assertName(text: string, entry: Entry, separators: string): string {
  if (text === '') entry.refuseGap()
  const found = [...separators].find((character) => text.includes(character))
  if (found !== undefined) entry.refuse(`holds ${JSON.stringify(found)}, which separates the parts of it.`)
  if (beyondNames.test(text)) entry.refuse('holds white space or a control character.')
  return text
}

function assertTopicPart(text: string, entry: Entry, separators: string): string {
  if (/[*#+>]/.test(text)) entry.refuse('holds a wildcard.')
  return assertName(text, entry, separators)
}
