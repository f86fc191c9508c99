import type { Logger } from '@triggerkit/core'
import { eachLevel, type LogLevel } from '../log/each-level.ts'
import { plainData } from '../log/plain-data.ts'

/** What a logger of pino has to offer. */
export type PinoLike = {
  [Level in LogLevel]: (fields: object, message: string) => void
} & {
  isLevelEnabled?(level: LogLevel): boolean
}

export interface PinoLoggerOptions {
  /** The field that holds the data of a line, so that nothing in it takes the place of pino's own fields. Default `data`. */
  dataKey?: string
}

/**
 * Lines of `log.*` by your logger of pino, at pino's levels; an error as data is `err`, in pino's own form.
 *
 * ```ts
 * createTriggers({ logger: pinoLogger(pino()) })
 * ```
 */
export function pinoLogger(logger: PinoLike, { dataKey = 'data' }: PinoLoggerOptions = {}): Logger {
  return eachLevel((level) => (message, data) => {
    if (logger.isLevelEnabled?.(level) === false) return
    logger[level](fieldsOf(data, dataKey), message)
  })
}

function fieldsOf(data: unknown, dataKey: string): object {
  if (data === undefined) return {}
  return data instanceof Error ? { err: data } : { [dataKey]: plainData(data) }
}
