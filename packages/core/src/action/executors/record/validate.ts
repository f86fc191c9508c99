import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionExecutor, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import type { RowVerdict } from '../../row-verdict.ts'
import { type DtoClass, dtoViolations } from './dto-violations.ts'
import { type FieldRules, ruleViolations } from './rule-violations.ts'
import { verdictExecutor } from './verdict-executor.ts'
import type { Violation } from './violation.ts'

/**
 * `record.validate`: blocks the Write where the row breaks a rule of `dto`, a class with class-validator decorators, or of `rules`. The
 * rejection names every violation at once; its `field` is the first one's, its `cause` a `ValidationFailure` with all of them.
 */
export const validateExecutor: ActionExecutor = verdictExecutor(async (run, verdict) => {
  const violations = await violationsOf(run)
  if (violations.length > 0) reject(verdict, violations)
})

/** What stands behind a rejection by `record.validate`. */
export class ValidationFailure extends Error {
  override readonly name = 'ValidationFailure'
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[]) {
    super(violations.map(({ field, message }) => `${field} ${message}`).join('; '))
    this.violations = violations
  }
}

/** `dto` and `rules` are taken as the definition has them: they hold no templates. */
async function violationsOf(run: ActionRun): Promise<Violation[]> {
  const { dto, rules } = run.action.payload
  const { record } = run.context
  if (typeof dto === 'function') return dtoViolations(run, dto as DtoClass, record)
  if (isPlainObject(rules)) return ruleViolations(run, rules as FieldRules, record)
  throw inputError(run, 'it needs a class as `dto`, or `rules` by column.')
}

function reject(verdict: RowVerdict, violations: readonly Violation[]): never {
  const failure = new ValidationFailure(violations)
  return verdict.reject(failure.message, { code: 'VALIDATION_FAILED', field: violations[0]!.field, cause: failure })
}
