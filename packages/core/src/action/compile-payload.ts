import { type CompiledTemplate, compileTemplate } from '../template/compile-template.ts'
import { parseText } from '../template/parse-text.ts'
import type { Sink } from '../template/sink.ts'
import { actionPayloads, type PayloadSpec } from '../trigger/action-payload.ts'
import { sinks } from './sink/sinks.ts'

/** Where the texts of an action's field end up; undefined where values are taken as they are. */
export function sinkOfField(type: string, field: string): Sink | undefined {
  const spec = Object.hasOwn(actionPayloads, type)
    ? (actionPayloads as Readonly<Record<string, PayloadSpec>>)[type]
    : undefined
  const name = spec !== undefined && Object.hasOwn(spec.fields, field) ? spec.fields[field]!.sink : undefined
  return name === undefined ? undefined : sinks[name]
}

/**
 * An action's payload, compiled field by field with the escapes of where each of them ends up (R47): what it renders is all that an executor
 * reads, now or out of a Job. `maxLength`: most characters of its texts and values together.
 */
export function compilePayload(
  type: string,
  payload: Readonly<Record<string, unknown>>,
  { maxLength }: { maxLength?: number } = {},
): CompiledTemplate {
  return compileTemplate(withStoredValue(type, payload), {
    sink: { child: (field) => sinkOfField(type, field) },
    maxLength,
  })
}

/** `storage.upload` takes what it stores out of the record, which is not there any more when a Job runs. */
export function withStoredValue(
  type: string,
  payload: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { dataField } = payload
  if (type !== 'storage.upload' || typeof dataField !== 'string' || 'data' in payload) return payload
  const data = `{{record.${dataField}}}`
  return isReadable(data) ? { ...payload, data } : payload
}

/** A name that is none leads to nothing that could be stored; the executor says so. */
function isReadable(placeholder: string): boolean {
  try {
    return parseText(placeholder).length === 1
  } catch {
    return false
  }
}
