import type { ObservedEnd, Observer } from '@triggerkit/core'
import type { DebugLike } from './debug-like.ts'
import { escaped } from './escaped.ts'

const namespaces = ['write', 'trigger', 'action', 'job', 'store'] as const

/**
 * What an engine does, by your logger of debug, each below a namespace of its own: `DEBUG=triggerkit:*` shows all of it, `DEBUG=triggerkit:job` what
 * becomes of Jobs; `write`, `trigger`, `action` and `store` are the others. Names, keys, times and errors; no values of rows but what an error
 * quotes. What is not shown is not even put together.
 *
 * ```ts
 * createTriggers({ observers: [debugObserver(debug('triggerkit'))] })
 * ```
 */
export function debugObserver(logger: DebugLike): Observer {
  const loggers = namespaces.map((namespace) => logger.extend(namespace))
  const [write, trigger, action, job, store] = loggers as [DebugLike, DebugLike, DebugLike, DebugLike, DebugLike]
  return {
    name: 'debug',
    enabled: () => loggers.some(({ enabled }) => enabled),
    write({ operation, table, triggers, inTransaction }) {
      if (!write.enabled) return undefined
      const where = inTransaction ? ' in a transaction of the application' : ''
      const subject = `${operation} ${table}, ${counted(triggers, 'trigger')}${where}`
      return { end: ({ rows, ...end }) => tell(write, `${subject}: ${counted(rows, 'row')}, ${endOf(end)}`) }
    },
    trigger({ trigger: { name }, event, table, phase, rows }) {
      if (trigger.enabled) tell(trigger, `${name} matches ${event} of ${table}: ${counted(rows, 'row')}, ${phase}`)
      return undefined
    },
    action({ trigger: { name }, action: { name: its, type }, table, key, phase, attempt, rows }) {
      if (!action.enabled) return undefined
      const what = key === undefined ? counted(rows, 'row') : key
      const subject = `${name}/${its} (${type}, ${phase}) of ${table} ${what}, attempt ${attempt}`
      return { end: (end) => tell(action, `${subject}: ${endOf(end)}`) }
    },
    jobAppended({ id, trigger: { tag }, action: its, table, key }) {
      if (job.enabled) tell(job, `${id} ${tag}/${its} of ${table} ${key}: appended`)
    },
    job({ id, trigger: { tag }, action: its, table, key, attempt }) {
      if (!job.enabled) return undefined
      const subject = `${id} ${tag}/${its} of ${table} ${key}, attempt ${attempt}`
      tell(job, `${subject}: begins`)
      return { end: (end) => tell(job, `${subject}: ${endOf(end)}`) }
    },
    storeRead({ loaded, skipped, error }) {
      if (!store.enabled) return
      if (error !== undefined) tell(store, `could not be read: ${messageOf(error)}`)
      else tell(store, `${counted(loaded, 'trigger')} active, ${skipped.length} skipped`)
      for (const { tag, version, error } of skipped)
        tell(store, `${tag} version ${version} skipped: ${messageOf(error)}`)
    },
  }
}

function tell(logger: DebugLike, line: string): void {
  logger('%s', escaped(line))
}

function endOf({ outcome, durationMs, error }: ObservedEnd & { outcome: string }): string {
  const reason = error === undefined ? '' : `: ${messageOf(error)}`
  return `${outcome} in ${durationMs.toFixed(1)} ms${reason}`
}

function messageOf(error: Error): string {
  const { code } = error as { code?: unknown }
  return `${typeof code === 'string' ? code : error.name}: ${error.message}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
