import { toConditionField } from '../condition/condition-field.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { toOperatorName } from '../condition/operator-name.ts'
import { joinPath, ProblemList } from '../errors/problem-list.ts'
import type { Schema, TableSchema } from '../schema/schema.ts'
import { compileTemplate } from '../template/compile-template.ts'
import { eachAction } from '../trigger/each-action.ts'
import { eachActionColumn } from '../trigger/each-action-column.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { CheckFinding } from './check-finding.ts'

/** Constants that a column with a list of values (an enum) is compared with or set to, and that are none of them: `payed`. */
export function checkValues(
  trigger: NormalizedTrigger,
  tables: readonly TableSchema[],
  schemas: readonly Schema[],
): CheckFinding[] {
  const findings: CheckFinding[] = []
  const tell = (table: TableSchema, column: string, value: unknown, at: string): void => {
    findings.push(...unknownValues(trigger, table, column, value, at))
  }
  for (const table of tables) {
    if (trigger.condition === undefined) break
    eachFieldCondition(trigger.condition, 'condition', ({ field, operator, value }, at) => {
      const { column } = toConditionField(field)
      const name = toOperatorName(operator)
      if (column !== undefined && name !== undefined && equalities.has(name))
        tell(table, column, value, joinPath(at, 'value'))
    })
  }
  eachAction(trigger.actions, (action, at) => {
    for (const table of action.type === 'record.set' ? tables : targetsOf(action.payload.table, schemas))
      eachActionColumn(action, at, (column, value, below) => tell(table, column, value, below))
  })
  return findings
}

/** Operators that ask for one of their operand's values as it is. */
const equalities = new Set(['EQUALS', 'NOT_EQUALS', 'IN', 'NOT_IN', 'CHANGED_TO', 'CHANGED_FROM'])
const filterEqualities = ['$eq', '$ne', '$in', '$nin']

function targetsOf(name: unknown, schemas: readonly Schema[]): TableSchema[] {
  return typeof name === 'string' ? schemas.flatMap((schema) => schema.find(name) ?? []) : []
}

function unknownValues(
  { name }: NormalizedTrigger,
  table: TableSchema,
  column: string,
  value: unknown,
  at: string,
): CheckFinding[] {
  const values = table.columns.get(column)?.values
  if (values === undefined) return []
  const list = new ProblemList()
  eachConstant(value, at, (text, below) => {
    if (!values.includes(text)) list.addUnknown(below, `value of ${table.name}.${column}`, text, values)
  })
  return list.problems.map(({ path, message }) => ({
    severity: 'warning',
    code: 'VALUE_UNKNOWN',
    message: `Trigger "${name}": ${path}: ${message}`,
    trigger: name,
    table: table.name,
    path,
  }))
}

/** The texts without a placeholder that stand as the value, in a list of values, or below a filter's operators of equality. */
function eachConstant(value: unknown, at: string, visit: (text: string, at: string) => void): void {
  if (Array.isArray(value)) value.forEach((item, index) => eachText(item, joinPath(at, index), visit))
  else if (isPlainObject(value))
    for (const operator of filterEqualities) {
      const operand = value[operator]
      const below = joinPath(at, operator)
      if (Array.isArray(operand)) operand.forEach((item, index) => eachText(item, joinPath(below, index), visit))
      else eachText(operand, below, visit)
    }
  else eachText(value, at, visit)
}

function eachText(value: unknown, at: string, visit: (text: string, at: string) => void): void {
  if (typeof value === 'string' && compileTemplate(value).constant) visit(value, at)
}
