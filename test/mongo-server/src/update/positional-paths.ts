import { compileFilter, type Filter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import { type Document, isDocument } from '../value/bson-value.ts'
import { isIndex, splitPath } from '../value/field-path.ts'
import { find } from './update-target.ts'

/** Array filters by their identifier, and the filter that the positional `$` goes by. */
export interface Positions {
  filter: Filter
  arrayFilters: ReadonlyMap<string, (item: unknown) => boolean>
}

/** @throws MongoError where a filter has no identifier, or two have the same. */
export function compileArrayFilters(filters: readonly unknown[]): ReadonlyMap<string, (item: unknown) => boolean> {
  const byIdentifier = new Map<string, (item: unknown) => boolean>()
  for (const each of filters) {
    if (!isDocument(each)) throw new MongoError(ErrorCode.typeMismatch, 'arrayFilters takes documents')
    const identifier = identifierOf(each)
    if (byIdentifier.has(identifier))
      throw new MongoError(
        ErrorCode.failedToParse,
        `Found multiple array filters with the same top-level field name ${identifier}`,
      )
    const filter = compileFilter(each)
    byIdentifier.set(identifier, (item) => filter.matches({ [identifier]: item }))
  }
  return byIdentifier
}

function identifierOf(filter: Document): string {
  const names = new Set<string>()
  const collect = (each: Document): void => {
    for (const name of Object.keys(each)) {
      if (!name.startsWith('$')) names.add(splitPath(name)[0]!)
      else for (const inner of each[name] as Document[]) collect(inner)
    }
  }
  collect(filter)
  const [identifier] = names
  if (identifier === undefined || names.size > 1)
    throw new MongoError(
      ErrorCode.failedToParse,
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found ${[...names].join(', ') || 'none'}`,
    )
  return identifier
}

/** @throws MongoError where an array filter has no place in the paths, or a place no filter. */
export function assertFiltersUsed(paths: readonly string[], { arrayFilters }: Positions): void {
  const used = new Set(paths.flatMap((path) => splitPath(path)).flatMap((name) => /^\$\[(.+)\]$/.exec(name)?.[1] ?? []))
  for (const identifier of arrayFilters.keys())
    if (!used.has(identifier))
      throw new MongoError(
        ErrorCode.failedToParse,
        `The array filter for identifier '${identifier}' was not used in the update`,
      )
  for (const identifier of used)
    if (!arrayFilters.has(identifier))
      throw new MongoError(ErrorCode.badValue, `No array filter found for identifier '${identifier}'`)
}

/** The paths that one with `$`, `$[]` and `$[identifier]` comes to in a document. */
export function resolvePath(document: Document, path: string, positions: Positions): string[][] {
  const names = splitPath(path)
  let resolved: string[][] = [[]]
  for (const [index, name] of names.entries()) {
    if (name === '$') {
      if (resolved.length > 1 || names.indexOf('$') !== index) throw notSupported(`The path ${path}`)
      resolved = [[...resolved[0]!, String(positionalIndex(document, resolved[0]!, positions.filter))]]
    } else if (name.startsWith('$[')) {
      const test = name === '$[]' ? () => true : positions.arrayFilters.get(name.slice(2, -1))!
      resolved = resolved.flatMap((each) => itemsOf(document, each, test))
    } else resolved = resolved.map((each) => [...each, name])
  }
  return resolved
}

function itemsOf(document: Document, path: readonly string[], test: (item: unknown) => boolean): string[][] {
  const array = find(document, path)
  if (array === undefined)
    throw new MongoError(
      ErrorCode.badValue,
      `The path '${path.join('.')}' must exist in the document in order to apply array updates.`,
    )
  if (!Array.isArray(array))
    throw new MongoError(ErrorCode.badValue, `Cannot apply array updates to non-array element ${path.join('.')}`)
  return array.flatMap((item: unknown, index) => (test(item) ? [[...path, String(index)]] : []))
}

/** The place of the item that made the filter hold; what two conditions on one array find is not MongoDB's promise. */
function positionalIndex(document: Document, array: readonly string[], filter: Filter): number {
  const conditions = filter.conditions.filter(({ path }) => array.every((name, index) => path[index] === name))
  if (conditions.length > 1) throw notSupported('The positional operator under several conditions on its array')
  const [condition] = conditions
  let index: number | undefined
  if (condition?.path.some((name) => isIndex(name)))
    throw notSupported('The positional operator under a condition with a place')
  condition?.find?.(document, condition.path, (_value, indexes) => {
    if (indexes.length > 1) throw notSupported('The positional operator under a condition on several arrays')
    index = indexes[0]
    return true
  })
  if (index === undefined)
    throw new MongoError(ErrorCode.badValue, 'The positional operator did not find the match needed from the query.')
  return index
}
