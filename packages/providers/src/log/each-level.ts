import type { Logger } from '@triggerkit/core'

export type LogLevel = keyof Logger

/** A logger that writes at each level by what `write` makes for it. */
export function eachLevel(write: (level: LogLevel) => (message: string, data?: unknown) => void): Logger {
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
