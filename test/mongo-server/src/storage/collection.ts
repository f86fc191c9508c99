import type { Filter } from '../filter/compile-filter.ts'
import { ErrorCode, MongoError } from '../mongo-error.ts'
import { type Document, typeOf } from '../value/bson-value.ts'
import { compareValues, valueKey } from '../value/compare-values.ts'
import { IndexKeys, type IndexSpec } from './index-keys.ts'
import type { Store } from './store.ts'
import { Blocked, type Transaction } from './transaction.ts'

/** A document as it was committed at a time of the store's clock; without one, its end. */
interface Version {
  at: number
  document: Document | undefined
  /** Kept as long as a transaction may still read it. */
  older: Version | undefined
}

/** One document through its versions. One transaction at a time has a write of it pending. */
export interface Entry {
  id: string
  head: Version | undefined
  writer: Transaction | undefined
  pending: Document | undefined
}

/** The documents of a collection, each in as many versions as open transactions may still see. */
export class Collection {
  readonly database: string
  readonly name: string
  readonly #store: Store
  readonly #entries = new Map<string, Entry>()
  readonly #indexes: IndexKeys[] = []

  constructor(store: Store, database: string, name: string) {
    this.#store = store
    this.database = database
    this.name = name
  }

  get namespace(): string {
    return `${this.database}.${this.name}`
  }

  get indexes(): readonly IndexSpec[] {
    return this.#indexes.map(({ spec }) => spec)
  }

  /** Documents that match, as the reader may see them: in the order of insertion, by `_id` where the filter names ids. */
  *find(filter: Filter, reader: Transaction | undefined): Iterable<Document> {
    for (const entry of this.#candidates(filter)) {
      const document = visible(entry, reader)
      if (document !== undefined && filter.matches(document)) yield document
    }
  }

  /** @throws MongoError of code 11000, or of a write conflict; `Blocked` outside a transaction. */
  insert(document: Document, writer: Transaction | undefined): void {
    const id = valueKey(document._id)
    const entry = this.#entries.get(id)
    if (entry !== undefined) {
      assertWritable(entry, writer)
      if (visible(entry, writer) !== undefined) throw this.#duplicate('_id_', { _id: 1 }, [document._id])
    }
    this.#assertUnique(document, id, writer)
    this.#write(entry ?? this.#newEntry(id), document, writer)
  }

  /** Whether all of these documents may be written now. */
  assertWritable(documents: Iterable<Document>, writer: Transaction | undefined): void {
    for (const { _id } of documents) assertWritable(this.#entries.get(valueKey(_id))!, writer)
  }

  replace(document: Document, writer: Transaction | undefined): void {
    const entry = this.#entries.get(valueKey(document._id))!
    assertWritable(entry, writer)
    this.#assertUnique(document, entry.id, writer)
    this.#write(entry, document, writer)
  }

  delete({ _id }: Document, writer: Transaction | undefined): void {
    const entry = this.#entries.get(valueKey(_id))!
    assertWritable(entry, writer)
    this.#write(entry, undefined, writer)
  }

  createIndex(spec: IndexSpec): void {
    const index = new IndexKeys(spec)
    const seen = new Map<string, string>()
    for (const entry of this.#entries.values()) {
      const document = entry.head?.document
      if (document === undefined) continue
      if (spec.unique)
        for (const [key, values] of index.keysOf(document)) {
          if (seen.has(key)) throw this.#duplicate(spec.name, spec.key, values)
          seen.set(key, entry.id)
        }
      index.add(document, entry.id)
    }
    this.#indexes.push(index)
  }

  dropIndexes(names: readonly string[]): void {
    const kept = this.#indexes.filter(({ spec }) => !names.includes(spec.name))
    this.#indexes.splice(0, this.#indexes.length, ...kept)
  }

  /** The pending write becomes the newest version. */
  commit(entry: Entry, at: number): void {
    const { pending } = entry
    entry.writer = undefined
    entry.pending = undefined
    this.#append(entry, pending, at)
  }

  abort(entry: Entry): void {
    entry.writer = undefined
    entry.pending = undefined
    if (entry.head === undefined) this.#entries.delete(entry.id)
  }

  /** Forgets the versions that nobody can read any more. */
  sweep(entry: Entry): void {
    if (entry.head === undefined) return
    entry.head.older = undefined
    if (entry.head.document === undefined && entry.writer === undefined) this.#entries.delete(entry.id)
  }

  #candidates(filter: Filter): Iterable<Entry> {
    const among = filter.conditions.find(
      ({ path, among: ids }) => ids !== undefined && path.length === 1 && path[0] === '_id',
    )?.among
    if (among === undefined) return this.#entries.values()
    const ids = new Set([...among].sort(compareValues).map((value) => valueKey(value)))
    return [...ids].flatMap((id) => this.#entries.get(id) ?? [])
  }

  #newEntry(id: string): Entry {
    const entry: Entry = { id, head: undefined, writer: undefined, pending: undefined }
    this.#entries.set(id, entry)
    return entry
  }

  #write(entry: Entry, document: Document | undefined, writer: Transaction | undefined): void {
    if (document !== undefined) for (const index of this.#indexes) index.add(document, entry.id)
    if (writer === undefined) {
      this.#append(entry, document, this.#store.tick())
      return
    }
    entry.writer = writer
    entry.pending = document
    writer.written.set(entry, this)
  }

  #append(entry: Entry, document: Document | undefined, at: number): void {
    const before = entry.head?.document
    entry.head = { at, document, older: entry.head }
    if (before !== document) this.#store.changes.add({ namespace: this.namespace, before, after: document })
    this.#store.aged(this, entry)
  }

  #assertUnique(document: Document, id: string, writer: Transaction | undefined): void {
    for (const index of this.#indexes) {
      if (!index.spec.unique) continue
      for (const [key, values] of index.keysOf(document)) {
        const has = (other: Document | undefined): boolean => other !== undefined && index.keysOf(other).has(key)
        for (const holder of index.holders.get(key) ?? []) {
          const other = holder === id ? undefined : this.#entries.get(holder)
          if (other !== undefined && this.#holds(other, has, writer))
            throw this.#duplicate(index.spec.name, index.spec.key, values)
        }
      }
    }
  }

  #holds(other: Entry, has: (document: Document | undefined) => boolean, writer: Transaction | undefined): boolean {
    const isPending = other.writer !== undefined
    if (isPending && other.writer === writer) return has(other.pending)
    if (isPending && (has(other.pending) || has(other.head?.document))) assertWritable(other, writer)
    if (!has(other.head?.document)) return false
    assertWritable(other, writer)
    return true
  }

  #duplicate(index: string, pattern: Document, values: readonly unknown[]): MongoError {
    const names = Object.keys(pattern)
    const shown = names.map((name, at) => `${name}: ${describe(values[at])}`).join(', ')
    return new MongoError(
      ErrorCode.duplicateKey,
      `E11000 duplicate key error collection: ${this.namespace} index: ${index} dup key: { ${shown} }`,
      {
        details: {
          keyPattern: pattern,
          keyValue: Object.fromEntries(names.map((name, at) => [name, values[at] ?? null])),
        },
      },
    )
  }
}

function visible(entry: Entry, reader: Transaction | undefined): Document | undefined {
  if (reader === undefined) return entry.head?.document
  if (entry.writer === reader) return entry.pending
  let version = entry.head
  while (version !== undefined && version.at > reader.snapshot) version = version.older
  return version?.document
}

/** The first to write wins: another's pending write, or one committed since the snapshot, is a conflict. */
function assertWritable(entry: Entry, writer: Transaction | undefined): void {
  const isPending = entry.writer !== undefined && entry.writer !== writer
  if (writer === undefined) {
    if (isPending) throw new Blocked(entry.writer!)
    return
  }
  if (!isPending && (entry.head === undefined || entry.head.at <= writer.snapshot)) return
  throw new MongoError(
    ErrorCode.writeConflict,
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { labels: ['TransientTransactionError'] },
  )
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeOf(value).alias === 'objectId') return `ObjectId('${String(value)}')`
  return String(value)
}
