import type { Logger } from '@triggerkit/core'
import { eachLevel, type LogLevel } from '../log/each-level.ts'
import { plainData } from '../log/plain-data.ts'
import { type Attributes, flattened } from './flattened.ts'

/** What a logger of OpenTelemetry's Logs API has to offer. */
export interface OpenTelemetryLike {
  emit(record: OpenTelemetryRecord): void
  enabled?(options: { severityNumber: number }): boolean
}

export interface OpenTelemetryRecord {
  severityNumber: number
  severityText: string
  body: string
  attributes: Attributes
}

export interface OpenTelemetryLoggerOptions {
  /** What the names of attributes that come of data begin with: `data.order.id`. Default `data`. */
  dataKey?: string
}

/** The numbers of OpenTelemetry's log data model. */
const severities: Readonly<Record<LogLevel, number>> = { debug: 5, info: 9, warn: 13, error: 17 }

/**
 * Lines of `log.*` by your logger of OpenTelemetry: severity, the line as body, data as attributes, an error as data as `exception.*`. The trace
 * that a line belongs to is the one that is active.
 *
 * ```ts
 * createTriggers({ logger: openTelemetryLogger(logs.getLogger('triggers')) })
 * ```
 */
export function openTelemetryLogger(
  logger: OpenTelemetryLike,
  { dataKey = 'data' }: OpenTelemetryLoggerOptions = {},
): Logger {
  return eachLevel((level) => {
    const severityNumber = severities[level]
    const severityText = level.toUpperCase()
    return (body, data) => {
      if (logger.enabled?.({ severityNumber }) === false) return
      logger.emit({ severityNumber, severityText, body, attributes: attributesOf(data, dataKey) })
    }
  })
}

function attributesOf(data: unknown, dataKey: string): Attributes {
  if (data === undefined) return {}
  if (!(data instanceof Error)) return flattened(plainData(data), dataKey)
  const { name, message, stack } = data
  return {
    'exception.type': name,
    'exception.message': message,
    ...(stack !== undefined && { 'exception.stacktrace': stack }),
  }
}
