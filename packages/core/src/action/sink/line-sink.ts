import { escapeControls } from '../../errors/escape-controls.ts'
import type { Sink } from '../../template/sink.ts'
import { toText } from '../../template/to-text.ts'

/** A line of a log, and what a caller is told: a value neither begins a line of its own nor steers a terminal. */
export const lineSink: Sink = {
  escaper: () => escapeControls,
  whole: (value) => (value === undefined || value === null ? value : escapeControls(toText(value))),
}

/** A title: the subject of a mail. A value stays on its line. */
export const titleSink: Sink = {
  escaper: () => onOneLine,
  whole: (value) => (typeof value === 'string' ? onOneLine(value) : value),
}

/** A header ends with its line. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
}
