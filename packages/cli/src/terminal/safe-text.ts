import { escapeControls } from '@triggerkit/core/adapter'

/** Text of a definition, a row or an error, on one line and without anything that a terminal obeys. */
export function safeLine(text: string): string {
  return escapeControls(text)
}

/** The same for a text of several lines, which stay. */
export function safeText(text: string): string {
  return text.split('\n').map(escapeControls).join('\n')
}

/** A value of a definition, as JSON on one line. */
export function safeValue(value: unknown): string {
  return escapeControls(value === undefined ? '' : JSON.stringify(value))
}
