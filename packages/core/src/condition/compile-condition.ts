import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { compileTemplate } from '../template/compile-template.ts'
import { isDirectName } from '../value/read-column.ts'
import { compileChangeTest } from './change-test.ts'
import { toColumnComparison } from './column-comparison.ts'
import { type ConditionTest, not } from './combine.ts'
import { compileValueTest } from './compile-value-test.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { toConditionField } from './condition-field.ts'
import type { ConditionOperatorName } from './condition-operator.ts'
import type { ConditionOptions } from './condition-options.ts'
import { type ConditionPart, joinParts, toTest } from './condition-part.ts'
import { type ConditionVerdict, explainCondition } from './explain-condition.ts'
import { fieldReader } from './field-reader.ts'
import { mismatchReporter } from './mismatch-reporter.ts'
import { isChangeOperator, toOperatorName } from './operator-name.ts'
import type { TestOptions } from './value-test.ts'

export interface CompiledCondition {
  test(context: Parameters<ConditionTest>[0]): boolean
  /** What `test` says, for every node of it and with the values compared; slower, and nothing is prepared for it. */
  explain(context: Parameters<ConditionTest>[0]): ConditionVerdict
  /** The paths that it reads, each once: `record.total`. Change operators read the row before as well. */
  readonly paths: readonly string[]
  readonly readsPrevious: boolean
}

interface Compilation {
  options: ConditionOptions
  paths: Set<string>
}

/**
 * Compiles a checked condition; no code is generated. An operand may hold placeholders
 * (`'{{previousRecord.total}}'`), filled in at each test; a missing one counts as null. Comparisons of null or a
 * missing value are false, but for EQUALS null, IN a list with null, and what NOT_EQUALS and NOT_IN deny. Throws a
 * `TriggerkitError` of code `UNKNOWN_OPERATOR`, or what is wrong with a regular expression; definitions that were
 * normalised have neither.
 */
export function compileCondition(definition: ConditionDefinition, options: ConditionOptions = {}): CompiledCondition {
  const paths = new Set<string>()
  const test = toTest(compile(definition, { options, paths }))
  return {
    test,
    explain: (context) =>
      explainCondition(
        definition,
        context,
        (part, onMismatch) => compileCondition(part, { ...options, onMismatch }).test,
      ),
    paths: [...paths],
    readsPrevious: [...paths].some((path) => path.startsWith('previousRecord')),
  }
}

function compile(definition: ConditionDefinition, compilation: Compilation): ConditionPart {
  const compileAll = (parts: readonly ConditionDefinition[]) => parts.map((part) => compile(part, compilation))
  if ('and' in definition) return joinParts(compileAll(definition.and), 'and')
  if ('or' in definition) return joinParts(compileAll(definition.or), 'or')
  if ('not' in definition) return not(toTest(compile(definition.not, compilation)))
  return compileField(definition, compilation)
}

function compileField(
  { field: text, operator: written, value }: FieldCondition,
  { options, paths }: Compilation,
): ConditionPart {
  const field = toConditionField(text)
  const operator = toOperatorName(written)
  if (operator === undefined)
    throw new TriggerkitError({ code: 'UNKNOWN_OPERATOR', message: `unknown operator "${written}"` })
  const kind = field.column === undefined ? undefined : options.kindOf?.(field.path)
  const leaf = {
    operator,
    segments: field.segments,
    kind,
    onMismatch: mismatchReporter(field, operator, value, kind, options),
  }
  paths.add(field.segments.join('.'))
  if (isChangeOperator(operator)) paths.add(['previousRecord', ...field.segments.slice(1)].join('.'))
  const operand = operator === 'MATCHES' ? undefined : compileTemplate(value)
  if (operand === undefined || operand.constant) return compileLeaf(leaf, value)
  for (const path of operand.paths) paths.add(path)
  return (context) => toTest(compileLeaf(leaf, operand.render(context) ?? null))(context)
}

interface Leaf extends TestOptions {
  operator: ConditionOperatorName
  segments: readonly string[]
}

function compileLeaf(leaf: Leaf, expected: unknown): ConditionPart {
  const { operator, segments, kind } = leaf
  if (isChangeOperator(operator)) return compileChangeTest(operator, segments.slice(1), expected, leaf)
  const test = compileValueTest(operator, expected, leaf)
  const [row = '', name = ''] = segments
  if ((row === 'record' || row === 'previousRecord') && segments.length === 2 && isDirectName(name)) {
    return { row, comparison: toColumnComparison(name, operator, expected, kind, test) }
  }
  const read = fieldReader(segments)
  return (context) => test(read(context))
}
