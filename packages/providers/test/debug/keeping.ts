import { format } from 'node:util'
import createDebug from 'debug'

/** A logger of debug whose lines are kept in `written` as they would be written. */
export function keeping(written: string[], namespace: string, useColors = false): createDebug.Debugger {
  createDebug.inspectOpts!.hideDate = true
  const logger = createDebug(namespace)
  const extend = logger.extend.bind(logger)
  logger.extend = (name) => Object.assign(extend(name), { useColors })
  logger.log = (...values: unknown[]) => void written.push(format(...values))
  return logger
}
