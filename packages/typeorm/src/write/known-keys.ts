import type { WriteTarget } from './write-target.ts'

interface Condition {
  operator?: string
  parameters?: unknown[]
  condition?: unknown
}

/** So many rows of known keys go in one statement. */
const fewRows = 500

/** Whether the criteria name the rows by their whole key, so that there are few of them; anything else may find a million. */
export function findsFewRows({ builder, table }: WriteTarget): boolean {
  const { wheres } = builder.expressionMap
  if (wheres.length === 0) return false
  let alternatives = 0
  for (const { type, condition } of wheres) {
    if (type === 'and' && wheres.length > 1) return false
    const count = rowsOf(condition, new Set(table.keys.map(({ propertyPath }) => propertyPath)))
    if (count === undefined) return false
    alternatives += count
  }
  return alternatives <= fewRows
}

/** The most rows that a condition can find by these key columns; undefined where that is not known. */
function rowsOf(condition: unknown, keys: ReadonlySet<string>): number | undefined {
  if (condition === null || typeof condition !== 'object') return undefined
  if (!Array.isArray(condition)) {
    const { operator, condition: inner } = condition as Condition
    return operator === 'brackets' ? rowsOf(inner, keys) : keyRows([condition as Condition], keys)
  }
  const clauses = condition as { type: string; condition: unknown }[]
  if (clauses.length > 0 && clauses.every(({ type }) => type === 'and'))
    return keyRows(
      clauses.map((clause) => clause.condition as Condition),
      keys,
    )
  let sum = 0
  for (const clause of clauses) {
    const count = clause.type === 'and' && clauses.length > 1 ? undefined : rowsOf(clause.condition, keys)
    if (count === undefined) return undefined
    sum += count
  }
  return clauses.length === 0 ? undefined : sum
}

/** Conditions that all have to hold. */
function keyRows(conditions: readonly Condition[], keys: ReadonlySet<string>): number | undefined {
  let rows = 1
  const named = new Set<string>()
  for (const each of conditions) {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) continue
    const path = String(each.parameters?.[0])
    if (!keys.has(path)) continue
    if (each.operator === 'equal') named.add(path)
    if (each.operator === 'in') {
      named.add(path)
      rows *= Math.max(1, (each.parameters?.length ?? 1) - 1)
    }
  }
  return named.size === keys.size ? rows : undefined
}
