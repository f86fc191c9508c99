import type { EvaluationContext } from '../context/trigger-context.ts'
import type { CompiledCondition } from './compile-condition.ts'
import type { ConditionVerdict } from './explain-condition.ts'

/**
 * The condition of a trigger with `fire: 'becomes-true'`: the whole of it holds of the record and did not hold of the previous one. Of a row
 * that is inserted it has to hold; a row that is deleted, softly or not, becomes nothing. What is not of the row (`user`, `env`) is the same
 * in both.
 */
export function becomesTrue(condition: CompiledCondition): CompiledCondition {
  const previous = condition.paths.filter((path) => path === 'record' || path.startsWith('record.')).map(toPrevious)
  return {
    test: (context) => context.operation !== 'delete' && condition.test(context) && !heldBefore(condition, context),
    explain: (context) => explainBecoming(condition, context),
    paths: [...new Set([...condition.paths, ...previous])],
    readsPrevious: true,
  }
}

function toPrevious(path: string): string {
  return path.replace('record', 'previousRecord')
}

function heldBefore(condition: CompiledCondition, context: EvaluationContext): boolean {
  const before = contextBefore(context)
  return before !== undefined && condition.test(before)
}

function explainBecoming(condition: CompiledCondition, context: EvaluationContext): ConditionVerdict {
  const now = condition.explain(context)
  const earlier = contextBefore(context)
  const before = earlier && condition.explain(earlier)
  const holds = context.operation !== 'delete' && now.holds && before?.holds !== true
  return { kind: 'becomes-true', holds, now, ...(before !== undefined && { before }) }
}

/** The previous record as the record; undefined where there is none to have met the condition. */
function contextBefore(context: EvaluationContext): EvaluationContext | undefined {
  const { operation, previousRecord } = context
  return operation === 'insert' || previousRecord === undefined ? undefined : { ...context, record: previousRecord }
}
