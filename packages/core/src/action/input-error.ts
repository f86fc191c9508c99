import { ActionError } from '../errors/action-error.ts'
import type { ErrorPlace } from '../errors/error-place.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { missingValues } from '../template/missing-value.ts'
import type { ActionRun } from './action-executor.ts'

/** As much of a run as tells where its action stands. */
export type RunPlace = Pick<ActionRun, 'action' | 'trigger' | 'context'>

/** Where an action of a run stands, for errors. */
export function placeOf(run: RunPlace): ErrorPlace {
  return { trigger: run.trigger.name, action: run.action.name, event: run.context.event, table: run.context.table }
}

/** What an action was given is wrong, and would be at every attempt. Code `ACTION_INPUT`. What the message quotes forges no line (R47). */
export function inputError(run: RunPlace, message: string, cause?: unknown): ActionError {
  return new ActionError({ ...placeOf(run), code: 'ACTION_INPUT', message: escapeControls(message), cause })
}

/**
 * A missing value in a filter or a key is an error (R26): it would widen what the action does. null is a value.
 *
 * @throws ActionError naming each placeholder that had no value.
 */
export function assertNothingMissing(run: ActionRun, ...fields: string[]): void {
  for (const field of fields) {
    const missing = missingValues(run.input, field)
    if (missing.length === 0) continue
    const places = missing.map(({ at, placeholder }) => `{{${placeholder}}} in ${at.join('.')}`)
    throw inputError(
      run,
      `there is no value for ${[...new Set(places)].join(', ')}, and a filter or key must not have a gap.`,
    )
  }
}

/** A text of the input that has to be there. */
export function textOf(run: ActionRun, field: string): string {
  const value = run.input[field]
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  assertNothingMissing(run, field)
  throw inputError(run, `\`${field}\` has to be a text that is not empty.`)
}
