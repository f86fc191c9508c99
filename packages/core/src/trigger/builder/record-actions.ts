import type { ActionDefinition } from '../../action/action-definition.ts'
import type { RecordFields, RecordRules } from '../../action/record-fields.ts'
import type { Row } from '../../change/change.ts'
import { toAction, type WithActionOptions } from './to-action.ts'

/** Actions of before events: they rule on the row that is about to be written. */
export interface RecordActions {
  /** Sets columns of the row. */
  set<R extends object = Row>(
    fields: RecordFields<NoInfer<R>>,
    options?: WithActionOptions<object>,
  ): ActionDefinition<R>
  /** Drops the row from the Write. */
  skip(options?: WithActionOptions<object>): ActionDefinition
  /** Blocks the whole Write: the caller gets a `WriteRejectedError`. */
  reject(message: string, options?: WithActionOptions<{ code?: string; field?: string }>): ActionDefinition
  /** Blocks the Write where the row breaks a rule: a class with class-validator decorators, or rules by column. */
  validate<R extends object = Row>(
    rules: (abstract new (...args: never[]) => object) | RecordRules<NoInfer<R>>,
    options?: WithActionOptions<object>,
  ): ActionDefinition<R>
}

export const record: RecordActions = {
  set: (fields, options) => toAction('record.set', { fields }, options),
  skip: (options) => toAction('record.skip', {}, options),
  reject: (message, options) => toAction('record.reject', { message }, options),
  validate: (rules, options) =>
    toAction('record.validate', typeof rules === 'function' ? { dto: rules } : { rules }, options),
}
