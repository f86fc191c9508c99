import type { Logger } from '@triggerkit/core'
import { eachLevel } from '../log/each-level.ts'
import { plainData } from '../log/plain-data.ts'

/** What a logger of debug has to offer. */
export interface DebugLike {
  (format: unknown, ...values: unknown[]): void
  readonly enabled: boolean
  /** A logger for what is below its namespace. */
  extend(namespace: string): DebugLike
}

/**
 * Lines of `log.*` by your logger of debug, the level below its namespace: `DEBUG=app:triggers:*` shows all of them, `DEBUG=app:triggers:error`
 * the errors. Data follows the line as JSON.
 *
 * ```ts
 * createTriggers({ logger: debugLogger(debug('app:triggers')) })
 * ```
 */
export function debugLogger(logger: DebugLike): Logger {
  return eachLevel((level) => {
    const leveled = logger.extend(level)
    return (message, data) => {
      if (!leveled.enabled) return
      if (data === undefined) leveled('%s', escaped(message))
      else leveled('%s %s', escaped(message), escaped(JSON.stringify(plainData(data))))
    }
  })
}

/** Nothing in it begins a line or steers a terminal; JSON stays JSON. */
function escaped(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
