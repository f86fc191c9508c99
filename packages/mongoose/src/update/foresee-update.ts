import type { Document } from '../mongoose-like.ts'
import { copyDocument, isPlain, readAt, removeAt, writeAt } from '../row/paths.ts'
import { type Positions, placesOf } from './array-places.ts'
import { operators } from './operators.ts'
import { unforeseeable } from './unforeseeable.ts'

/**
 * The document as the update will leave it, for before-triggers (R14). What an after-trigger sees is read from the database. An update that
 * MongoDB is going to refuse foresees what it can: the error is MongoDB's own.
 *
 * @throws UnsupportedWriteError for what cannot be worked out here.
 */
export function foreseeUpdate(
  before: Document,
  update: Document,
  positions: Positions,
  { isInsert = false, table }: { isInsert?: boolean; table: string },
): Document {
  if (!hasOperators(update)) return { ...(before._id !== undefined && { _id: before._id }), ...copyDocument(update) }
  const next = copyDocument(before)
  for (const [name, fields] of Object.entries(update)) {
    if (name === '$setOnInsert' && !isInsert) continue
    if (!isPlain(fields)) continue
    const operator = operators[name === '$setOnInsert' ? '$set' : name]
    if (operator === undefined && name !== '$rename') throw unforeseeable(table, `the operator ${name}`)
    for (const [path, operand] of Object.entries(fields)) {
      if (name === '$rename') rename(next, path, String(operand))
      else
        for (const place of placesOf(next, path, positions, table))
          operator!(
            {
              get: () => readAt(next, place),
              set: (value) => void writeAt(next, place, value),
              remove: () => removeAt(next, place),
            },
            copyDocument(operand),
            table,
          )
    }
  }
  return next
}

/** Whether what is foreseen is what the database makes of it for sure: plain values set and taken away, or another document in its place. */
export function isExact(update: unknown): boolean {
  if (!isPlain(update)) return false
  if (!hasOperators(update)) return true
  return Object.entries(update).every(
    ([operator, fields]) =>
      ['$set', '$unset', '$setOnInsert'].includes(operator) &&
      isPlain(fields) &&
      Object.keys(fields).every((path) => !/(^|\.)(\$|\d+(\.|$))/.test(path)),
  )
}

/** Whether it is operators and no document to put in the other's place. */
export function hasOperators(update: Document): boolean {
  return Object.keys(update).some((name) => name.startsWith('$'))
}

function rename(document: Document, from: string, to: string): void {
  const value = readAt(document, from.split('.'))
  if (value === undefined) return
  removeAt(document, from.split('.'))
  writeAt(document, to.split('.'), value)
}
