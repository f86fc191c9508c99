import type { Sink } from '../../template/sink.ts'

/** A filter of rows: within a `$like` pattern a value means no more than its own characters. */
export const filterSink: Sink = {
  child: (key) => (key.toLowerCase() === '$like' ? likeSink : filterSink),
}

const likeSink: Sink = {
  escaper: () => escapeLike,
  whole: (value) => (typeof value === 'string' ? escapeLike(value) : value),
}

function escapeLike(text: string): string {
  return text.replaceAll(/[%_\\]/g, '\\$&')
}
