import { isPlainObject } from '../value/plain-object.ts'

/** One place in which two definitions differ. */
export interface DefinitionChange {
  /** `actions[0].config.message`; a member whose name has dots or brackets stands in brackets and quotes. Empty: the whole. */
  path: string
  /** Absent where it is new. */
  before?: unknown
  /** Absent where it is gone. */
  after?: unknown
}

/**
 * Where two definitions of plain JSON differ, by member; members of lists by their place. The order of an object's members says nothing. Empty
 * where they are the same.
 */
export function diffDefinitions(before: unknown, after: unknown): DefinitionChange[] {
  const changes: DefinitionChange[] = []
  compare('', before, after, changes)
  return changes
}

function compare(path: string, before: unknown, after: unknown, changes: DefinitionChange[]): void {
  if (Object.is(before, after)) return
  const members = membersOf(path, before, after)
  if (members === undefined) {
    changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) })
    return
  }
  for (const [place, one, other] of members) compare(place, one, other, changes)
}

type Compared = readonly [path: string, before: unknown, after: unknown]

/** Nothing where they are not of one shape, so that one replaces the other whole. */
function membersOf(path: string, before: unknown, after: unknown): Compared[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) => [`${path}[${index}]`, before[index], after[index]] as const)
  }
  if (!isPlainObject(before) || !isPlainObject(after)) return undefined
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].map((name) => [placeOf(path, name), ownMember(before, name), ownMember(after, name)] as const)
}

function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function placeOf(path: string, name: string): string {
  if (!/^[^\s.[\]"]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
