import type { EvaluationContext } from '../context/trigger-context.ts'
import type { CompiledCondition } from './compile-condition.ts'

/**
 * The condition of a trigger with `fire: 'becomes-true'`: the whole of it holds of the record and did not hold of the previous one. Of a row
 * that is inserted it has to hold; a row that is deleted, softly or not, becomes nothing. What is not of the row (`user`, `env`) is the same
 * in both.
 */
export function becomesTrue(condition: CompiledCondition): CompiledCondition {
  const previous = condition.paths.filter((path) => path === 'record' || path.startsWith('record.')).map(toPrevious)
  return {
    test: (context) => context.operation !== 'delete' && condition.test(context) && !heldBefore(condition, context),
    paths: [...new Set([...condition.paths, ...previous])],
    readsPrevious: true,
  }
}

function toPrevious(path: string): string {
  return path.replace('record', 'previousRecord')
}

function heldBefore(condition: CompiledCondition, context: EvaluationContext): boolean {
  const { operation, previousRecord } = context
  if (operation === 'insert' || previousRecord === undefined) return false
  return condition.test({ ...context, record: previousRecord })
}
