import { joinPath } from '../errors/problem-list.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'

/** Visits every comparison of a condition, at any depth, with where it stands. */
export function eachFieldCondition(
  condition: ConditionDefinition,
  at: string,
  visit: (condition: FieldCondition, at: string) => void,
): void {
  if ('and' in condition) condition.and.forEach((part, index) => eachFieldCondition(part, `${at}.and[${index}]`, visit))
  else if ('or' in condition)
    condition.or.forEach((part, index) => eachFieldCondition(part, `${at}.or[${index}]`, visit))
  else if ('not' in condition) eachFieldCondition(condition.not, joinPath(at, 'not'), visit)
  else visit(condition, at)
}
