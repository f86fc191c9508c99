import type { Row } from '@triggerkit/core/adapter'
import type { Document, DocumentLike, ModelLike } from '../mongoose-like.ts'
import { isPlain, readAt } from '../row/paths.ts'

/** As Mongoose itself turns a document into what it stores. */
const storedForm = {
  transform: false,
  virtuals: false,
  getters: false,
  depopulate: true,
  flattenDecimals: false,
  flattenObjectIds: false,
  versionKey: true,
  minimize: false,
}

/**
 * What triggers set, cast by the schema: a text for a number's path is a number.
 *
 * @throws CastError of Mongoose for what cannot be cast.
 */
export function castAlteration(model: ModelLike, alteration: Row): Row {
  const document = model.hydrate({})
  const cast: Row = {}
  for (const [path, value] of Object.entries(alteration)) {
    if (value === null || model.schema.paths[path] === undefined) {
      cast[path] = value
      continue
    }
    setOn(document, path, value)
    const error = document.$__.validationError?.errors[path]
    if (error !== undefined) throw error
    const made = readAt(document.toObject(storedForm), path.split('.'))
    cast[path] = made === undefined ? toPlain(value) : made
  }
  return cast
}

/** The caller's document follows, as if a hook had set it before it was saved. */
export function alterDocument(held: DocumentLike | Document, alteration: Row): void {
  for (const [path, value] of Object.entries(alteration)) {
    if (typeof (held as DocumentLike).$set !== 'function') setPlain(held as Document, path.split('.'), value)
    else {
      setOn(held as DocumentLike, path, value)
      ;(held as DocumentLike).unmarkModified(path)
    }
  }
}

function setOn(document: DocumentLike, path: string, value: unknown): void {
  document.$set(path, value, { overwriteImmutable: true })
}

function setPlain(document: Document, path: readonly string[], value: unknown): void {
  let at = document
  for (const name of path.slice(0, -1)) {
    if (!isPlain(at[name])) at[name] = {}
    at = at[name] as Document
  }
  at[path.at(-1)!] = value
}

function toPlain(value: unknown): unknown {
  return typeof (value as { toObject?: unknown } | undefined)?.toObject === 'function'
    ? (value as { toObject(): unknown }).toObject()
    : value
}
