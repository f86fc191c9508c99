import { toText } from '../../../template/to-text.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import { bytesOf } from '../../../value/value-class.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { isHeaderName, isSendable } from '../../sink/header-sink.ts'

export interface RequestContent {
  /** By lower-case name. */
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

/**
 * Headers and body of a request. A text or bytes go as they are, anything else as JSON. Everything but GET and HEAD carries the run's
 * `Idempotency-Key` unless the action gives one.
 *
 * @throws ActionError for a header that would break its line (R47).
 */
export function requestContent(run: ActionRun, method: string): RequestContent {
  const headers = readHeaders(run)
  const { body: given } = run.input
  const reads = method === 'GET' || method === 'HEAD'
  if (!reads) headers['idempotency-key'] ??= run.idempotencyKey
  if (given === undefined || reads) return { headers }
  const bytes = bytesOf(given)
  headers['content-type'] ??= bytes
    ? 'application/octet-stream'
    : typeof given === 'string'
      ? 'text/plain;charset=UTF-8'
      : 'application/json'
  return { headers, body: bytes ? new Uint8Array(bytes) : typeof given === 'string' ? given : toJson(given) }
}

function toJson(value: unknown): string {
  return Array.isArray(value) || isPlainObject(value)
    ? toText(value)
    : JSON.stringify(value === null ? null : isJsonScalar(value) ? value : toText(value))
}

function isJsonScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

function readHeaders(run: ActionRun): Record<string, string> {
  const { headers: given = {} } = run.input
  if (!isPlainObject(given)) throw inputError(run, '`headers` has to be an object of names and values.')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue
    const text = toText(value)
    if (!isHeaderName(name)) throw inputError(run, `${JSON.stringify(name)} is no name of a header.`)
    if (!isSendable(text)) {
      throw inputError(run, `the header "${name}" holds a line break or another character that headers cannot carry.`)
    }
    headers[name.toLowerCase()] = text
  }
  return headers
}
