import type { ChangeNote, JsonDefinition, StoredTrigger, StoredVersion, StoreScope } from '@triggerkit/core'
import { escapeControls, StoreError } from '@triggerkit/core/adapter'
import { fromStoredText, toStoredText, toStoredTexts } from '../database/stored-text.ts'

/** What this release writes; goes up with each change of a document that one of before could not read. */
export const versionFormat = 1

/**
 * One version of one trigger, a document of `triggerkit_triggers`, written once and never changed. The newest of a tag is what is stored under it; a
 * deletion is a version of its own.
 */
export interface VersionDocument {
  /** Product, database and `seq` as JSON: of those who change a scope at the same time, one can insert it. */
  readonly _id: string
  readonly product: string
  readonly database: string
  /** Counts the changes of the scope, from 1 and without a gap. */
  readonly seq: number
  readonly tag: string
  readonly version: number
  readonly operation: StoredVersion['operation']
  readonly format: number
  /** The definition as JSON, so that its members keep their names and their order; absent of a deletion. */
  readonly definition?: string
  readonly at: Date
  /** Of the trigger; absent of a deletion. */
  readonly createdAt?: Date
  readonly by?: string
  readonly reason?: string
}

/** What there is to say of a version before it has its place. */
export type NewVersion = Pick<VersionDocument, 'version' | 'operation'> & {
  definition?: JsonDefinition
  /** Default: now. */
  createdAt?: Date
}

export interface VersionPlace {
  scope: StoreScope
  tag: string
  seq: number
  at: Date
}

/** A scope in filters. */
export function scopeFilter({ product, database }: StoreScope): { product: string; database: string } {
  return { product: toStoredText(product), database: toStoredText(database) }
}

export function toVersionDocument(
  { scope, tag, seq, at }: VersionPlace,
  { version, operation, definition, createdAt = at }: NewVersion,
  { by, reason }: ChangeNote,
): VersionDocument {
  return {
    _id: JSON.stringify([scope.product, scope.database, seq]),
    ...scopeFilter(scope),
    seq,
    tag: toStoredText(tag),
    version,
    operation,
    format: versionFormat,
    ...(definition !== undefined && { definition: JSON.stringify(definition), createdAt }),
    at,
    ...toStoredTexts({ ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) }),
  }
}

/** @throws StoreError of code `STORE_UNREADABLE` that says what is wrong with the document, and where it is. */
export function toStoredTrigger(document: VersionDocument): StoredTrigger {
  const { version, createdAt, at } = document
  if (document.format !== versionFormat)
    throw unreadable(document, `is of format ${String(document.format)}, and this release knows ${versionFormat}`)
  if (!isVersion(version)) throw unreadable(document, 'has no `version`')
  if (!isDate(at) || !isDate(createdAt)) throw unreadable(document, 'has no dates `at` and `createdAt`')
  return {
    tag: fromStoredText(document.tag),
    version,
    definition: readDefinition(document),
    createdAt: createdAt.toISOString(),
    updatedAt: at.toISOString(),
  }
}

/** @throws StoreError of code `STORE_UNREADABLE` where the document has no number. */
export function nextVersion(newest: VersionDocument | undefined): number {
  if (newest === undefined) return 1
  if (!isVersion(newest.version)) throw unreadable(newest, 'has no `version`')
  return newest.version + 1
}

/** A definition that cannot be read is left out: the rest of the history is worth no less. */
export function toStoredVersion(document: VersionDocument): StoredVersion {
  const { version, operation, at, by, reason } = document
  return {
    tag: fromStoredText(document.tag),
    version,
    operation,
    ...readableDefinition(document),
    at: at.toISOString(),
    ...(by !== undefined && { by: fromStoredText(by) }),
    ...(reason !== undefined && { reason: fromStoredText(reason) }),
  }
}

function readableDefinition(document: VersionDocument): { definition?: JsonDefinition } {
  if (document.definition === undefined) return {}
  try {
    return { definition: readDefinition(document) }
  } catch {
    return {}
  }
}

function readDefinition(document: VersionDocument): JsonDefinition {
  let definition: unknown
  try {
    definition = JSON.parse(document.definition!)
  } catch (error) {
    throw unreadable(document, `has a \`definition\` that is no JSON: ${escapeControls((error as Error).message)}`)
  }
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition))
    throw unreadable(document, 'has a `definition` that is no object')
  return definition as JsonDefinition
}

function unreadable({ _id, tag, version }: VersionDocument, problem: string): StoreError {
  const name = typeof tag === 'string' ? fromStoredText(tag) : ''
  return new StoreError({
    code: 'STORE_UNREADABLE',
    message:
      `The stored trigger ${JSON.stringify(name)} cannot be read: its document in "triggerkit_triggers" with the _id ${JSON.stringify(_id)} ` +
      `${problem}. Mend it there, or bring an earlier version back with triggers.revert.`,
    data: { tag: name, version },
  })
}

function isVersion(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime())
}
