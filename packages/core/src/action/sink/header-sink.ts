import type { Entry, Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'

/** What a header's value may not hold: line breaks and other control characters, and what is beyond Latin-1. */
const unsendable = /[^\t\u0020-\u007e\u0080-\u00ff]/

const tokenPattern = /^[!#$%&'*+\-.^_`|~\w]+$/

/** A header's value: nothing that would end its line. */
export const headerSink: Sink = {
  escaper: () => assertSendable,
  whole(value, entry) {
    assertSendable(toText(value), entry)
    return value
  },
}

/** Names and values of headers, secrets among them. */
export const headersSink: Sink = {
  ...headerSink,
  whole: (value) => value,
  child: () => headerWithSecretSink,
}

/** The same without secrets: what a broker keeps and hands to whoever reads the topic. */
export const messageHeadersSink: Sink = { ...headerSink, whole: (value) => value, child: () => headerSink }

const headerWithSecretSink: Sink = { ...headerSink, secretPlace: () => 'header' }

/** A token of RFC 9110. */
export function isHeaderName(name: string): boolean {
  return tokenPattern.test(name)
}

export function isSendable(text: string): boolean {
  return !unsendable.test(text)
}

function assertSendable(text: string, entry: Entry): string {
  if (isSendable(text)) return text
  return entry.refuse('holds a line break or another character that headers cannot carry.')
}
