import type { ConditionDefinition, FieldCondition } from '../condition/condition-definition.ts'
import { toConditionField } from '../condition/condition-field.ts'
import type { ConditionOperatorName } from '../condition/condition-operator.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { isChangeOperator } from '../condition/operator-name.ts'
import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import type { TriggerEventName } from './trigger-event.ts'

/** What `fire: 'becomes-true'` depends on. */
export interface BecomesTrueCheck {
  /** Whether the definition has a condition at all, be it right or wrong. */
  hasCondition: boolean
  condition: ConditionDefinition | undefined
  events: readonly TriggerEventName[]
}

/** Checks that a condition can become true: there is one, at events that leave a row, and it can be asked of the previous record too. */
export function checkBecomesTrue({ hasCondition, condition, events }: BecomesTrueCheck, problems: ProblemList): void {
  if (!hasCondition) {
    problems.add('fire', '"becomes-true" needs a condition that can become true: give one, or use "always"')
  }
  const deletes = events.filter((event) => event === 'beforeDelete' || event === 'afterDelete')
  if (deletes.length > 0) {
    problems.add(
      'fire',
      `"becomes-true" never fires at ${deletes.join(', ')}: a deleted row becomes nothing. Leave the event out, or use "always"`,
    )
  }
  if (condition !== undefined) eachFieldCondition(condition, 'condition', (each, at) => checkPart(each, at, problems))
}

/** What can only be asked of a Change has no answer for the record before it. */
function checkPart({ field, operator, value }: FieldCondition, at: string, problems: ProblemList): void {
  if (isChangeOperator(operator)) {
    problems.add(
      joinPath(at, 'operator'),
      `${operator} cannot be asked of the previous record, as "becomes-true" does: ${remedies[operator]}, or use \`fire: "always"\``,
      { found: operator },
    )
  }
  checkPath(toConditionField(field).segments, joinPath(at, 'field'), problems)
  eachPlaceholder(value, { placeholder: ({ segments }) => checkPath(segments, joinPath(at, 'value'), problems) })
}

const remedies: Readonly<Record<Extract<ConditionOperatorName, `${string}CHANGED${string}`>, string>> = {
  CHANGED: 'leave it out',
  NOT_CHANGED: 'leave it out',
  CHANGED_TO: 'write EQUALS, which then means the same',
  CHANGED_FROM: 'write NOT_EQUALS, which then means the same',
}

const rootsOfChange: ReadonlySet<string> = new Set(['previousRecord', 'changedFields', 'input', 'operation', 'event'])

function checkPath(segments: readonly string[], at: string, problems: ProblemList): void {
  const [root = '', ...rest] = segments
  if (!rootsOfChange.has(root)) return
  const path = segments.join('.')
  const ofRecord =
    root === 'previousRecord' || root === 'input' ? `look at "${['record', ...rest].join('.')}"` : 'leave it out'
  problems.add(
    at,
    `"${path}" belongs to the change and not to the row: "becomes-true" asks the condition of the record and of the one before. ` +
      `Then ${ofRecord}, or use \`fire: "always"\``,
    { found: path },
  )
}
