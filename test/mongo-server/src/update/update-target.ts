import { ErrorCode, MongoError } from '../mongo-error.ts'
import { type Document, isDocument, member, setMember, typeOf } from '../value/bson-value.ts'
import { isIndex } from '../value/field-path.ts'

/** Where an update operator writes: a field of a document or a place in an array, on the way made where it is missing. */
export interface UpdateTarget {
  readonly path: string
  get(): unknown
  set(value: unknown): void
  remove(): void
}

/** The place of a path whose positional parts are resolved. Nothing is made until `set`. */
export function targetOf(document: Document, path: readonly string[]): UpdateTarget {
  return {
    path: path.join('.'),
    get: () => find(document, path),
    set: (value) => place(document, path, value),
    remove: () => remove(document, path),
  }
}

/** The value, undefined where there is none or where the way to it ends. */
export function find(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (Array.isArray(found)) found = isIndex(name) ? (found as unknown[])[Number(name)] : undefined
    else if (isDocument(found)) found = member(found, name)
    else return undefined
  }
  return found
}

/** @throws MongoError where the way leads through something that is neither a document nor an array. */
export function assertViable(document: Document, path: readonly string[]): void {
  let at: unknown = document
  for (const [index, name] of path.entries()) {
    if (at === undefined) return
    const isOpen = isDocument(at) || (Array.isArray(at) && isIndex(name))
    if (!isOpen) throw notViable(path, index, at)
    at = find(at, [name])
  }
}

function place(document: Document, path: readonly string[], value: unknown): void {
  assertViable(document, path)
  let at: unknown = document
  for (const [index, name] of path.entries()) {
    const isLast = index === path.length - 1
    const next = isLast ? value : (find(at, [name]) ?? {})
    if (!isLast && find(at, [name]) === null) throw notViable(path, index + 1, null)
    if (Array.isArray(at)) {
      const items = at as unknown[]
      if (Number(name) > items.length + 1_500_000)
        throw new MongoError(ErrorCode.badValue, `can't backfill more than 1500000 elements in ${path.join('.')}`)
      while (items.length < Number(name)) items.push(null)
      items[Number(name)] = next
    } else setMember(at as Document, name, next)
    at = next
  }
}

/** An item of an array becomes null, as what follows it keeps its place. */
function remove(document: Document, path: readonly string[]): void {
  const parent = find(document, path.slice(0, -1))
  const name = path.at(-1)!
  if (Array.isArray(parent)) {
    if (isIndex(name) && Number(name) < parent.length) (parent as unknown[])[Number(name)] = null
  } else if (isDocument(parent)) delete parent[name]
}

function notViable(path: readonly string[], index: number, at: unknown): MongoError {
  return new MongoError(
    ErrorCode.pathNotViable,
    `Cannot create field '${path[index]}' in element {${path[index - 1]}: ${at === null ? 'null' : `<${typeOf(at).alias}>`}}`,
  )
}
