import { OptionsError } from '@triggerkit/core'

export interface OpenTelemetryOptions {
  /** Spans of actions name the row's key (`triggerkit.row.key`). Default false: a key may be personal, such as an e-mail address. */
  rowKeys?: boolean
  /** Spans of what failed have the error's message and stack, which may quote what a row holds. Default true; without, its class and code only. */
  errorMessages?: boolean
  /**
   * How the span of a Job belongs to the trigger that made it: `parent`, in the same trace, or `link`, each attempt as a trace of its own that links
   * to it, for Jobs that run hours later. Default `parent`.
   */
  jobs?: 'parent' | 'link'
  /** Gauges of the outbox: a query for its counts whenever metrics are collected. Default true. */
  outboxMetrics?: boolean
}

/** @throws OptionsError with every problem. */
export function checkOpenTelemetryOptions(api: unknown, options: OpenTelemetryOptions): Required<OpenTelemetryOptions> {
  const problems: { path: string; message: string }[] = []
  const add = (path: string, message: string): void => void problems.push({ path, message })
  if (!isApi(api))
    add('api', "expected the whole of `import * as api from '@opentelemetry/api'`, of version 1.9 or later")
  const { rowKeys = false, errorMessages = true, jobs = 'parent', outboxMetrics = true } = options
  for (const [name, value] of Object.entries({ rowKeys, errorMessages, outboxMetrics }))
    if (typeof value !== 'boolean') add(name, 'expected true or false')
  if (jobs !== 'parent' && jobs !== 'link') add('jobs', 'expected "parent" or "link"')
  if (problems.length > 0) throw new OptionsError({ subject: 'openTelemetry', problems })
  return { rowKeys, errorMessages, jobs, outboxMetrics }
}

function isApi(api: unknown): boolean {
  if (api === null || typeof api !== 'object') return false
  const members = api as Record<string, unknown>
  const isObject = (name: string): boolean => typeof members[name] === 'object' && members[name] !== null
  return (
    ['trace', 'context', 'propagation', 'metrics', 'ROOT_CONTEXT'].every(isObject) &&
    ['ProxyTracerProvider', 'createNoopMeter'].every((name) => typeof members[name] === 'function')
  )
}
