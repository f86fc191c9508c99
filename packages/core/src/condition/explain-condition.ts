import type { EvaluationContext } from '../context/trigger-context.ts'
import { compileTemplate } from '../template/compile-template.ts'
import type { ConditionTest } from './combine.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import type { MismatchReport } from './condition-options.ts'
import { fieldReader } from './field-reader.ts'
import { isChangeOperator, operandKinds, toOperatorName } from './operator-name.ts'

/** How one comparison came out. */
export interface FieldVerdict {
  kind: 'field'
  holds: boolean
  /** The full path: `record.status`. */
  field: string
  operator: ConditionOperatorName
  /** What it was compared with, its placeholders filled in; absent where the operator takes nothing. */
  expected?: unknown
  /** The operand as the definition writes it, where it has placeholders. */
  written?: unknown
  /** The value at the path; undefined where there is none. */
  found?: unknown
  /** Of CHANGED and its kin: the value in the row before, and whether the field is one of the changed ones. */
  previous?: unknown
  changed?: boolean
  /** Values were left out of the verdict, because the column is hidden (R19). */
  hidden?: true
  /** Why the two could not be compared at all, and so counted as not true (R23). */
  mismatch?: string
}

/** How a condition came out for one Change, node by node: every node was asked, also where the whole was settled before. */
export type ConditionVerdict =
  | FieldVerdict
  | { kind: 'and' | 'or'; holds: boolean; parts: ConditionVerdict[] }
  | { kind: 'not'; holds: boolean; part: ConditionVerdict }
  /** `fire: 'becomes-true'`: it has to hold now, and not to have held of the row before; `before` is absent where there is no such row. */
  | { kind: 'becomes-true'; holds: boolean; now: ConditionVerdict; before?: ConditionVerdict }

/** Compiles one comparison, as the condition itself does. */
export type CompileField = (definition: FieldCondition, onMismatch: (report: MismatchReport) => void) => ConditionTest

/** What `CompiledCondition.test` says, told for every node. Each comparison is compiled anew: nobody waits for it. */
export function explainCondition(
  definition: ConditionDefinition,
  context: EvaluationContext,
  compile: CompileField,
): ConditionVerdict {
  const explain = (part: ConditionDefinition): ConditionVerdict => explainCondition(part, context, compile)
  if ('and' in definition) {
    const parts = definition.and.map(explain)
    return { kind: 'and', holds: parts.every(({ holds }) => holds), parts }
  }
  if ('or' in definition) {
    const parts = definition.or.map(explain)
    return { kind: 'or', holds: parts.some(({ holds }) => holds), parts }
  }
  if ('not' in definition) {
    const part = explain(definition.not)
    return { kind: 'not', holds: !part.holds, part }
  }
  return explainField(definition, context, compile)
}

function explainField(definition: FieldCondition, context: EvaluationContext, compile: CompileField): FieldVerdict {
  let mismatch: string | undefined
  const test = compile(definition, ({ message }) => {
    mismatch ??= message
  })
  const { path, segments, column = '' } = toConditionField(definition.field)
  const operator = toOperatorName(definition.operator)!
  const verdict: FieldVerdict = { kind: 'field', holds: test(context), field: path, operator }
  if (operandKinds[operator] !== 'none') Object.assign(verdict, operandOf(definition, operator, context))
  verdict.found = fieldReader(segments)(context)
  if (isChangeOperator(operator)) {
    const changed = compile({ field: definition.field, operator: 'CHANGED' }, () => undefined)
    verdict.previous = fieldReader(['previousRecord', ...column.split('.')])(context)
    verdict.changed = changed(context)
  }
  if (mismatch !== undefined) verdict.mismatch = mismatch
  return verdict
}

function operandOf(
  { value }: FieldCondition,
  operator: ConditionOperatorName,
  context: EvaluationContext,
): Pick<FieldVerdict, 'expected' | 'written'> {
  const template = operator === 'MATCHES' ? undefined : compileTemplate(value)
  if (template === undefined || template.constant) return { expected: value }
  return { expected: template.render(context) ?? null, written: value }
}
