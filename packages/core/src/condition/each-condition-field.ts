import { joinPath } from '../errors/problem-list.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import type { ConditionDefinition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'

/** Visits every path that a condition reads, in fields and in placeholders of values, with where it stands. */
export function eachConditionField(
  condition: ConditionDefinition,
  at: string,
  visit: (segments: readonly string[], at: string) => void,
): void {
  if ('and' in condition) condition.and.forEach((part, index) => eachConditionField(part, `${at}.and[${index}]`, visit))
  else if ('or' in condition)
    condition.or.forEach((part, index) => eachConditionField(part, `${at}.or[${index}]`, visit))
  else if ('not' in condition) eachConditionField(condition.not, joinPath(at, 'not'), visit)
  else {
    visit(toConditionField(condition.field).segments, joinPath(at, 'field'))
    eachPlaceholder(condition.value, { placeholder: ({ segments }) => visit(segments, joinPath(at, 'value')) })
  }
}
