import { joinPath } from '../errors/problem-list.ts'
import { eachPlaceholder } from '../template/each-placeholder.ts'
import type { ConditionDefinition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import { eachFieldCondition } from './each-field-condition.ts'

/** Visits every path that a condition reads, in fields and in placeholders of values, with where it stands. */
export function eachConditionField(
  condition: ConditionDefinition,
  at: string,
  visit: (segments: readonly string[], at: string) => void,
): void {
  eachFieldCondition(condition, at, ({ field, value }, place) => {
    visit(toConditionField(field).segments, joinPath(place, 'field'))
    eachPlaceholder(value, { placeholder: ({ segments }) => visit(segments, joinPath(place, 'value')) })
  })
}
