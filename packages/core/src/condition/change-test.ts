import type { EvaluationContext } from '../context/trigger-context.ts'
import { valuesEqual } from '../value/equal.ts'
import { readPath } from '../value/path.ts'
import { type ConditionTest, not } from './combine.ts'
import { equalityTest } from './equality-test.ts'
import { type FieldReader, fieldReader } from './field-reader.ts'
import type { TestOptions } from './value-test.ts'

export type ChangeOperator = 'CHANGED' | 'NOT_CHANGED' | 'CHANGED_TO' | 'CHANGED_FROM'

/**
 * The operators that look at `changedFields` (R24). On insert a field has changed where it was given, CHANGED_FROM is
 * false of every value. `segments` is the path below `record`.
 */
export function compileChangeTest(
  operator: ChangeOperator,
  segments: readonly string[],
  expected: unknown,
  options: TestOptions,
): ConditionTest {
  const changed = changedTest(segments, options)
  switch (operator) {
    case 'CHANGED':
      return changed
    case 'NOT_CHANGED':
      return not(changed)
    case 'CHANGED_TO':
      return changedTo(changed, fieldReader(['record', ...segments]), expected, options)
    case 'CHANGED_FROM': {
      const test = changedTo(changed, fieldReader(['previousRecord', ...segments]), expected, options)
      return (context) => context.operation !== 'insert' && test(context)
    }
  }
}

function changedTo(changed: ConditionTest, read: FieldReader, expected: unknown, options: TestOptions): ConditionTest {
  const equals = equalityTest(expected, options)
  return (context) => changed(context) && equals(read(context))
}

/** A column, a group of embedded columns (`address`), or a place inside a JSON column (`meta.tags`). */
function changedTest(segments: readonly string[], { kind }: TestOptions): ConditionTest {
  const column = segments.join('.')
  if (kind !== undefined && segments.length === 1) return ({ changedFields }) => changedFields.includes(column)
  const below = `${column}.`
  return (context) => {
    const { changedFields } = context
    if (changedFields.includes(column)) return true
    for (const field of changedFields) {
      if (field.startsWith(below)) return true
      if (column.startsWith(`${field}.`)) return changedInside(context, segments)
    }
    return false
  }
}

/** Whether a place inside a changed JSON column is itself different; on insert, whether it was given. */
function changedInside({ operation, record, previousRecord }: EvaluationContext, segments: readonly string[]): boolean {
  const value = readPath(record, segments)
  if (operation === 'insert') return value !== undefined
  return !valuesEqual(value, readPath(previousRecord, segments), 'json')
}
