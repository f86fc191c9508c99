import type { EvaluationContext } from '../context/trigger-context.ts'

/** A condition, or a part of one. */
export type ConditionTest = (context: EvaluationContext) => boolean

/**
 * All of them; true where there is none. Unrolled up to four, which the engine of the host inlines better than a loop.
 */
export function and(tests: readonly ConditionTest[]): ConditionTest {
  const [a, b, c, d, ...rest] = tests
  if (a === undefined) return () => true
  if (b === undefined) return a
  if (c === undefined) return (context) => a(context) && b(context)
  if (d === undefined) return (context) => a(context) && b(context) && c(context)
  if (rest.length === 0) return (context) => a(context) && b(context) && c(context) && d(context)
  const others = and(rest)
  return (context) => a(context) && b(context) && c(context) && d(context) && others(context)
}

/** Any of them; false where there is none. */
export function or(tests: readonly ConditionTest[]): ConditionTest {
  const [a, b, c, d, ...rest] = tests
  if (a === undefined) return () => false
  if (b === undefined) return a
  if (c === undefined) return (context) => a(context) || b(context)
  if (d === undefined) return (context) => a(context) || b(context) || c(context)
  if (rest.length === 0) return (context) => a(context) || b(context) || c(context) || d(context)
  const others = or(rest)
  return (context) => a(context) || b(context) || c(context) || d(context) || others(context)
}

export function not(test: ConditionTest): ConditionTest {
  return (context) => !test(context)
}
