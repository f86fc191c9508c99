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
    else console[level](`${prefix} ${message}`, data)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
