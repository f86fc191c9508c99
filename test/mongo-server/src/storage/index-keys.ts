import { compileFilter, type Filter } from '../filter/compile-filter.ts'
import { somePathValue } from '../filter/path-values.ts'
import { MongoError } from '../mongo-error.ts'
import type { Document } from '../value/bson-value.ts'
import { valueKey } from '../value/compare-values.ts'
import { splitPath } from '../value/field-path.ts'

/** An index as `createIndexes` takes it. */
export interface IndexSpec {
  name: string
  key: Document
  unique: boolean
  sparse: boolean
  partialFilterExpression?: Document
  /** As it was given, for `listIndexes`. */
  given: Document
}

/** The keys of a document in an index, one for each combination of the items of its arrays. */
export class IndexKeys {
  readonly spec: IndexSpec
  /** Which documents have a key, or had it lately. */
  readonly holders: Map<string, Set<string>> = new Map()
  readonly #paths: readonly (readonly string[])[]
  readonly #filter: Filter | undefined

  constructor(spec: IndexSpec) {
    this.spec = spec
    this.#paths = Object.keys(spec.key).map((name) => splitPath(name))
    this.#filter = spec.partialFilterExpression && compileFilter(spec.partialFilterExpression)
  }

  /** By key, the values that make it. */
  keysOf(document: Document): Map<string, unknown[]> {
    const keys = new Map<string, unknown[]>()
    if (this.#filter?.matches(document) === false) return keys
    const values = this.#paths.map((path) => valuesAt(document, path))
    if (values.filter((each) => each.length > 1).length > 1)
      throw new MongoError([171, 'CannotIndexParallelArrays'], 'cannot index parallel arrays')
    if (this.spec.sparse && values.every((each) => each.every((value) => value === undefined))) return keys
    for (const combination of combinations(values))
      keys.set(combination.map((value) => valueKey(value)).join('|'), combination)
    return keys
  }

  add(document: Document, id: string): void {
    for (const key of this.keysOf(document).keys()) {
      const ids = this.holders.get(key)
      if (ids === undefined) this.holders.set(key, new Set([id]))
      else ids.add(id)
    }
  }
}

function valuesAt(document: Document, path: readonly string[]): unknown[] {
  const values: unknown[] = []
  somePathValue(
    document,
    path,
    (value) => {
      if (Array.isArray(value)) values.push(...(value as unknown[]))
      else values.push(value)
      return false
    },
    { items: false },
  )
  return values.length === 0 ? [undefined] : values
}

function combinations(values: readonly (readonly unknown[])[]): unknown[][] {
  return values.reduce<unknown[][]>(
    (made, each) => made.flatMap((before) => each.map((value) => [...before, value])),
    [[]],
  )
}
