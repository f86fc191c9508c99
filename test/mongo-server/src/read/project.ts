import { compileFilter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isDocument, isNumeric, isTruthy, member, setMember, toNumber } from '../value/bson-value.ts'
import { splitPath } from '../value/field-path.ts'

interface FieldTree {
  [name: string]: FieldTree | true
}

/** What is shown of a document. Fields by name, nested ones too, `$slice` and `$elemMatch`; computed ones and the positional `$` are refused. */
export function compileProjection(projection: Document | undefined): (document: Document) => Document {
  const fields = flatten(projection ?? {})
  if (fields.length === 0) return (document) => document
  const shapers = fields.filter(({ value }) => isDocument(value))
  const plain = fields.filter(({ path, value }) => !isDocument(value) && path !== '_id')
  const idShown = fields.find(({ path }) => path === '_id')
  const includes =
    plain.some(({ value }) => isTruthy(value)) ||
    shapers.some(({ value }) => Object.hasOwn(value as object, '$elemMatch'))
  if (includes && plain.some(({ value }) => !isTruthy(value)))
    throw new MongoError([31254, 'Location31254'], 'Cannot do exclusion on field in inclusion projection')
  const onlyId = plain.length === 0 && idShown !== undefined && isTruthy(idShown.value) && shapers.length === 0
  const tree = toTree([...plain, ...(includes ? shapers : [])].map(({ path }) => splitPath(path)))
  const withId = idShown === undefined || isTruthy(idShown.value)
  return (document) => {
    let shown = includes || onlyId ? include(document, tree) : exclude(document, tree)
    if (includes || onlyId) shown = withId && Object.hasOwn(document, '_id') ? { _id: document._id, ...shown } : shown
    else if (!withId) delete shown._id
    for (const { path, value } of shapers) shape(shown, path, value as Document)
    return shown
  }
}

function flatten(projection: Document, prefix = ''): { path: string; value: unknown }[] {
  return Object.keys(projection).flatMap((name) => {
    const value = member(projection, name)
    const path = prefix + name
    if (name.startsWith('$') || path.split('.').includes('$'))
      throw notSupported(`The projection ${JSON.stringify(path)}`)
    if (typeof value === 'string') throw notSupported(`The computed projection of ${JSON.stringify(path)}`)
    if (!isDocument(value)) return [{ path, value }]
    const [first = ''] = Object.keys(value)
    if (first === '$slice' || first === '$elemMatch') return [{ path, value }]
    if (first.startsWith('$')) throw notSupported(`${first} in a projection`)
    return flatten(value, `${path}.`)
  })
}

function toTree(paths: readonly (readonly string[])[]): FieldTree {
  const tree: FieldTree = {}
  for (const path of paths) {
    let at = tree
    for (const [index, name] of path.entries()) {
      if (at[name] === true || (index === path.length - 1 && at[name] !== undefined))
        throw new MongoError([31249, 'Location31249'], `Path collision at ${path.join('.')}`)
      if (index === path.length - 1) at[name] = true
      else at = (at[name] ??= {}) as FieldTree
    }
  }
  return tree
}

function include(document: Document, tree: FieldTree): Document {
  const shown: Document = {}
  for (const name of Object.keys(document)) {
    const below = Object.hasOwn(tree, name) ? tree[name] : undefined
    if (below === undefined) continue
    const value = below === true ? document[name] : includeBelow(document[name], below)
    if (value !== undefined) setMember(shown, name, value)
  }
  return shown
}

function includeBelow(value: unknown, tree: FieldTree): unknown {
  if (Array.isArray(value)) return value.map((item) => includeBelow(item, tree)).filter((item) => item !== undefined)
  return isDocument(value) ? include(value, tree) : undefined
}

function exclude(document: Document, tree: FieldTree): Document {
  const shown: Document = {}
  for (const name of Object.keys(document)) {
    const below = Object.hasOwn(tree, name) ? tree[name] : undefined
    if (below !== true)
      setMember(shown, name, below === undefined ? document[name] : excludeBelow(document[name], below))
  }
  return shown
}

function excludeBelow(value: unknown, tree: FieldTree): unknown {
  if (Array.isArray(value)) return value.map((item) => excludeBelow(item, tree))
  return isDocument(value) ? exclude(value, tree) : value
}

function shape(shown: Document, path: string, operator: Document): void {
  if (path.includes('.')) throw notSupported(`${Object.keys(operator)[0]} of a nested field`)
  const value = member(shown, path)
  if (!Array.isArray(value)) {
    if (Object.hasOwn(operator, '$elemMatch')) delete shown[path]
    return
  }
  if (Object.hasOwn(operator, '$slice')) setMember(shown, path, slice(value, operator.$slice))
  else {
    const filter = compileFilter({ item: { $elemMatch: operator.$elemMatch } })
    const found = value.find((item) => filter.matches({ item: [item] }))
    if (found === undefined) delete shown[path]
    else setMember(shown, path, [found])
  }
}

function slice(value: readonly unknown[], operand: unknown): unknown[] {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((each: unknown) => {
    if (!isNumeric(each)) throw new MongoError(ErrorCode.badValue, '$slice takes numbers')
    return toNumber(each)
  })
  const [first = 0, limit] = numbers
  if (limit === undefined) return first < 0 ? value.slice(first) : value.slice(0, first)
  const start = first < 0 ? Math.max(0, value.length + first) : first
  return value.slice(start, start + limit)
}
