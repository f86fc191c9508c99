import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { toConditionField } from '../condition/condition-field.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { isChangeOperator, toOperatorName } from '../condition/operator-name.ts'
import { describeValue } from '../errors/describe-value.ts'
import { joinPath } from '../errors/problem-list.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import type { CheckFinding } from './check-finding.ts'
import { isKindMismatch } from './kind-mismatch.ts'

/** Comparisons of a condition with what no value of their column can be compared with (R23), and those that ask nothing at its events. */
export function checkConditions(trigger: NormalizedTrigger, tables: readonly TableSchema[]): CheckFinding[] {
  const { name, condition } = trigger
  const insertsOnly = trigger.events.every((event) => event.endsWith('Insert'))
  const findings: CheckFinding[] = []
  if (insertsOnly && trigger.fire === 'becomes-true') {
    const message =
      `Trigger "${name}": at ${trigger.events.join(', ')} alone \`fire: "becomes-true"\` means the same as "always", as there is no previous record. ` +
      'Add an update event, or leave it out.'
    findings.push({ severity: 'warning', code: 'NO_EFFECT', message, trigger: name, path: 'fire' })
  }
  if (condition === undefined) return findings
  for (const table of tables) findings.push(...mismatches(name, condition, table))
  if (insertsOnly) findings.push(...changesOfInserts(trigger, condition))
  return findings
}

/** The kind of a row's column by the path to it; undefined beyond columns. */
export function kindAt(path: string, table: TableSchema | undefined): ColumnKind | undefined {
  const column = toConditionField(path).column
  return column === undefined ? undefined : table?.columns.get(column)?.kind
}

function mismatches(name: string, condition: ConditionDefinition, table: TableSchema): CheckFinding[] {
  const findings: CheckFinding[] = []
  eachFieldCondition(condition, 'condition', (each, at) => {
    const kind = kindAt(each.field, table)
    if (!isKindMismatch(each, kind)) return
    const { path } = toConditionField(each.field)
    const operator = toOperatorName(each.operator)!
    const comes = operator === 'NOT_EQUALS' || operator === 'NOT_IN' ? 'always true' : 'never true'
    findings.push({
      severity: 'warning',
      code: 'KIND_MISMATCH',
      message:
        `Trigger "${name}": ${path} is a column of kind ${kind} of ${table.name}, which ${operator} cannot compare with ` +
        `${describeValue(each.value)}: the comparison is ${comes}. Nothing is converted across types; give a value of that kind.`,
      trigger: name,
      table: table.name,
      path: joinPath(at, 'value'),
    })
  })
  return findings
}

/** R24: of an insert every given field has changed. */
function changesOfInserts({ name, events }: NormalizedTrigger, condition: ConditionDefinition): CheckFinding[] {
  const findings: CheckFinding[] = []
  eachFieldCondition(condition, 'condition', ({ field, operator }, at) => {
    const change = toOperatorName(operator)
    if (change === undefined || !isChangeOperator(change) || change === 'CHANGED_FROM') return
    findings.push({
      severity: 'warning',
      code: 'NO_EFFECT',
      message:
        `Trigger "${name}": at ${events.join(', ')} alone ${toConditionField(field).path} ${change} only asks whether the field was given, ` +
        `as nothing was there before. Add an update event, or use ${remedies[change]}.`,
      trigger: name,
      path: joinPath(at, 'operator'),
    })
  })
  return findings
}

const remedies = { CHANGED: 'IS_NOT_NULL', NOT_CHANGED: 'IS_NULL', CHANGED_TO: 'EQUALS' } as const
