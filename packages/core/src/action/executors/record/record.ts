import type { Row } from '../../../change/change.ts'
import { isSafeName, parsePath } from '../../../value/path.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionExecutor } from '../../action-executor.ts'
import { inputError, textOf } from '../../input-error.ts'
import { verdictExecutor } from './verdict-executor.ts'

/** `record.set`: sets columns of the row that is about to be written. Fields whose value is missing stay as they are; null empties. */
export const setExecutor: ActionExecutor = verdictExecutor((run, verdict) => {
  const { fields } = run.input
  if (!isPlainObject(fields)) throw inputError(run, '`fields` has to be an object of columns.')
  const given: Row = {}
  for (const name of Object.keys(fields)) {
    if (!parsePath(name).every(isSafeName)) throw inputError(run, `"${name}" may not be the name of a column.`)
    if (fields[name] !== undefined) given[name] = fields[name]
  }
  if (Object.keys(given).length > 0) verdict.set(given)
})

/** `record.skip`: drops the row from the Write. */
export const skipExecutor: ActionExecutor = verdictExecutor((_run, verdict) => verdict.skip())

/** `record.reject`: blocks the Write with `message`; the caller gets the `WriteRejectedError`. */
export const rejectExecutor: ActionExecutor = verdictExecutor((run, verdict) => {
  const { code, field } = run.input
  verdict.reject(textOf(run, 'message'), { code: asText(code), field: asText(field) })
})

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
