import { readColumn } from '../value/read-column.ts'
import { type ColumnComparison, comparisonHolds } from './column-comparison.ts'
import { and, type ConditionTest, or } from './combine.ts'

export type RowName = 'record' | 'previousRecord'

/** A part of a condition: the comparison of a column, which can be joined with those beside it, or a test of any other kind. */
export type ConditionPart = { row: RowName; comparison: ColumnComparison } | ConditionTest

export function toTest(part: ConditionPart): ConditionTest {
  return typeof part === 'function' ? part : comparisonsTest(part.row, [part.comparison], true)
}

/** All of the parts, or any of them, in their order; comparisons of one row that stand side by side become one test. */
export function joinParts(parts: readonly ConditionPart[], junction: 'and' | 'or'): ConditionTest {
  const isAny = junction === 'or'
  const tests: ConditionTest[] = []
  for (let index = 0; index < parts.length; ) {
    const part = parts[index]!
    const side = typeof part === 'function' ? [] : comparisonsFrom(parts, index, part.row)
    tests.push(typeof part === 'function' ? part : comparisonsTest(part.row, side, isAny))
    index += Math.max(1, side.length)
  }
  return isAny ? or(tests) : and(tests)
}

function comparisonsFrom(parts: readonly ConditionPart[], from: number, row: RowName): ColumnComparison[] {
  const comparisons: ColumnComparison[] = []
  for (const part of parts.slice(from)) {
    if (typeof part === 'function' || part.row !== row) break
    comparisons.push(part.comparison)
  }
  return comparisons
}

/** Any of the comparisons, or all of them, in one loop. */
function comparisonsTest(rowName: RowName, comparisons: readonly ColumnComparison[], isAny: boolean): ConditionTest {
  const isPrevious = rowName === 'previousRecord'
  return (context) => {
    const row = isPrevious ? context.previousRecord : context.record
    // What `readColumn` does, but asked once for all of them.
    const isPlain = row !== undefined && row !== null && row.constructor === Object
    for (let index = 0; index < comparisons.length; index++) {
      const comparison = comparisons[index]!
      const value = isPlain ? row[comparison.name] : readColumn(row, comparison.name)
      if (comparisonHolds(comparison, value) === isAny) return isAny
    }
    return !isAny
  }
}
