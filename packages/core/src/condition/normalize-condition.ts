import { joinPath, type ProblemList } from '../errors/problem-list.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { checkField } from './check-field.ts'
import { checkOperand } from './check-operand.ts'
import type { ConditionDefinition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import { ConditionOperator } from './condition-operator.ts'
import { isChangeOperator, operandKinds, toOperatorName } from './operator-name.ts'

const junctions = ['and', 'or', 'not'] as const
const fieldKeys = ['field', 'operator', 'value'] as const

/** Checks a detached condition and gives it with canonical operators and full paths; undefined where it is wrong. */
export function normalizeCondition(
  value: unknown,
  path: string,
  problems: ProblemList,
): ConditionDefinition | undefined {
  if (problems.full) return undefined
  if (!isPlainObject(value)) {
    problems.addType(path, 'a condition ({ field, operator, value }, { and }, { or } or { not })', value)
    return undefined
  }
  const found = junctions.filter((name) => value[name] !== undefined)
  if (found.length === 0) return normalizeField(value, path, problems)
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  if (keys.length > 1) {
    problems.add(
      path,
      `a condition is either one of ${junctions.join(', ')} or a field: found ${keys.join(', ')} together`,
    )
  }
  const [name = 'and'] = found
  const at = joinPath(path, name)
  if (name === 'not') {
    const inner = normalizeCondition(value.not, at, problems)
    return inner && Object.freeze({ not: inner })
  }
  const parts = normalizeParts(value[name], at, problems)
  return Object.freeze(name === 'and' ? { and: parts } : { or: parts })
}

function normalizeParts(value: unknown, path: string, problems: ProblemList): ConditionDefinition[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.addType(path, 'a non-empty array of conditions', value)
    return []
  }
  const parts = value.map((part, index) => normalizeCondition(part, joinPath(path, index), problems))
  return Object.freeze(parts.filter((part) => part !== undefined)) as ConditionDefinition[]
}

function normalizeField(
  value: Readonly<Record<string, unknown>>,
  path: string,
  problems: ProblemList,
): ConditionDefinition | undefined {
  for (const key of Object.keys(value)) {
    if (!(fieldKeys as readonly string[]).includes(key))
      problems.addUnknown(joinPath(path, key), 'key of a condition', key, [...fieldKeys, ...junctions])
  }
  const fieldIsRight = checkField(value.field, joinPath(path, 'field'), problems)
  const operator = typeof value.operator === 'string' ? toOperatorName(value.operator) : undefined
  if (operator === undefined) {
    const at = joinPath(path, 'operator')
    if (typeof value.operator === 'string')
      problems.addUnknown(at, 'operator', value.operator, Object.values(ConditionOperator))
    else problems.addType(at, 'an operator', value.operator)
    return undefined
  }
  const operand = checkOperand(operator, value.value, joinPath(path, 'value'), problems)
  if (!fieldIsRight) return undefined
  const field = toConditionField(value.field as string).path
  if (isChangeOperator(operator) && !field.startsWith('record.')) {
    problems.add(joinPath(path, 'field'), `${operator} is for fields of the record, found "${field}"`, { found: field })
  }
  return Object.freeze(operandKinds[operator] === 'none' ? { field, operator } : { field, operator, value: operand })
}
