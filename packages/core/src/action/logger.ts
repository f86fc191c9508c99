import { escapeControls } from '../errors/escape-controls.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** Where `log.*` actions write: the console, pino, winston behind two lines, anything with these four. */
export interface Logger {
  debug(message: string, data?: unknown): void
  info(message: string, data?: unknown): void
  warn(message: string, data?: unknown): void
  error(message: string, data?: unknown): void
}

export type LogLevel = keyof Logger

export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** The console, each line led by the trigger's name: `[triggerkit:welcome] …`. */
export function consoleLogger(trigger: string): Logger {
  const prefix = `[triggerkit:${trigger}]`
  const write = (level: LogLevel) => (message: string, data?: unknown) => {
    if (data === undefined) console[level](`${prefix} ${message}`)
    else console[level](`${prefix} ${message}`.replaceAll('%', '%%'), printable(data))
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/**
 * Data as the console may print it: a text neither begins a line nor steers a terminal (R47), at any depth. Instances of classes stay as they
 * are; `console` shows them by itself.
 */
function printable(data: unknown, open: readonly unknown[] = []): unknown {
  if (typeof data === 'string') return escapeControls(data)
  if (data === null || typeof data !== 'object' || open.includes(data)) return data
  const within = [...open, data]
  if (within.length > maxPrintedDepth) return data
  if (Array.isArray(data)) return data.map((item) => printable(item, within))
  if (!isPlainObject(data)) return data
  return Object.fromEntries(Object.keys(data).map((key) => [escapeControls(key), printable(data[key], within)]))
}

/** Deeper than the console prints anyhow. */
const maxPrintedDepth = 10
