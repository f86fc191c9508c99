import type { Logger } from '@triggerkit/core'
import { eachLevel } from '../log/each-level.ts'
import { plainData } from '../log/plain-data.ts'
import type { DebugLike } from './debug-like.ts'
import { escaped } from './escaped.ts'

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
