import type { Arguments } from '../client/raw-client.ts'

/** A unique `where` in the form that `findMany` takes: the columns of a constraint over several beside the others. */
export function uniqueCriteria(uniques: ReadonlyMap<string, readonly string[]>, where: unknown): Arguments {
  const criteria: Arguments = {}
  const further: Arguments[] = []
  for (const [name, value] of Object.entries((where ?? {}) as Arguments)) {
    const columns = uniques.get(name)
    if (columns !== undefined && columns.length > 1) further.push({ ...(value as Arguments) })
    else criteria[name] = value
  }
  if (further.length === 0) return criteria
  const { AND: and } = criteria
  const own = and === undefined ? [] : Array.isArray(and) ? (and as unknown[]) : [and]
  return { ...criteria, AND: [...own, ...further] }
}
