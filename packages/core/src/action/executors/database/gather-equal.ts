import type { RowFilter } from '../../../adapter/row-filter.ts'
import { equalitiesOf } from './equality-filter.ts'
import { exactText } from './exact-text.ts'

interface Filtered {
  where: RowFilter
  runs: number[]
}

interface Member<T> {
  statement: T
  equalities: ReadonlyMap<string, unknown>
}

/**
 * Statements that differ only in the value that one column equals become one with `$in`, of at most `limit` values; the others stay as they
 * are. `sameDeed` gives a text that statements share exactly where they do the same to their rows; undefined: to be left alone.
 */
export function gatherEqual<T extends Filtered>(
  statements: readonly T[],
  limit: number,
  sameDeed: (statement: T) => string | undefined,
): T[] {
  const groups = new Map<string, Member<T>[]>()
  const alone: T[] = []
  for (const statement of statements) {
    const deed = sameDeed(statement)
    const equalities = deed === undefined ? undefined : equalitiesOf(statement.where)
    if (equalities === undefined) alone.push(statement)
    else
      append(groups, `${deed} ${[...equalities.keys()].map((name) => JSON.stringify(name)).join()}`, {
        statement,
        equalities,
      })
  }
  return [...[...groups.values()].flatMap((members) => gatherGroup(members, limit)), ...alone]
}

function gatherGroup<T extends Filtered>(members: readonly Member<T>[], limit: number): T[] {
  const varying = columnOfMostValues(members)
  const byRest = new Map<string, Member<T>[]>()
  for (const member of members) {
    const rest = [...member.equalities]
      .filter(([column]) => column !== varying)
      .map(([, value]) => exactText(value) ?? '')
    append(byRest, rest.join(), member)
  }
  return [...byRest.values()].flatMap((alike) => inChunks(alike, limit).map((chunk) => inOne(chunk, varying)))
}

function inOne<T extends Filtered>(members: readonly Member<T>[], column: string): T {
  const { statement } = members[0]!
  if (members.length === 1) return statement
  const values = members.map(({ equalities }) => equalities.get(column))
  return {
    ...statement,
    where: { ...statement.where, [column]: { $in: values } },
    runs: members.flatMap((member) => member.statement.runs),
  }
}

function columnOfMostValues<T>(members: readonly Member<T>[]): string {
  const columns = [...members[0]!.equalities.keys()]
  if (columns.length === 1) return columns[0]!
  const counts = columns.map(
    (column) => new Set(members.map(({ equalities }) => exactText(equalities.get(column)))).size,
  )
  return columns[counts.indexOf(Math.max(...counts))]!
}

function inChunks<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size))
  return chunks
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
