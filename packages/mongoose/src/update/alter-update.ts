import type { Row } from '@triggerkit/core/adapter'
import type { Document } from '../mongoose-like.ts'
import { copyDocument, isPlain, readAt, writeAt } from '../row/paths.ts'
import { hasOperators } from './foresee-update.ts'

/**
 * The update with what triggers set, which wins over what the caller gives (R14). An operator of the caller's on the same path, within it or
 * around it goes; of one around it the rest is kept by setting the whole of it as it will be.
 *
 * @param next the document as it will be, what triggers set included
 */
export function alterUpdate(update: unknown, alteration: Row, next: Document): Document | Document[] {
  if (Array.isArray(update)) return [...(update as Document[]), { $set: literals(alteration) }]
  const given = update as Document
  if (!hasOperators(given)) return replaced(given, alteration)
  const altered: Document = {}
  const set = new Set(Object.keys(alteration))
  for (const [operator, fields] of Object.entries(given)) {
    if (!isPlain(fields)) continue
    const kept: Document = {}
    for (const [path, operand] of Object.entries(fields)) {
      const conflict = [...set].find(
        (column) => overlap(column, path) || (operator === '$rename' && overlap(column, String(operand))),
      )
      if (conflict === undefined) kept[path] = operand
      else if (conflict.startsWith(`${path}.`)) set.add(path)
    }
    if (Object.keys(kept).length > 0) altered[operator] = kept
  }
  const outermost = [...set].filter((path) => ![...set].some((other) => path.startsWith(`${other}.`)))
  const values = Object.fromEntries(outermost.map((path) => [path, readAt(next, path.split('.')) ?? null]))
  return { ...altered, $set: { ...(altered.$set as Document | undefined), ...values } }
}

/** Whether triggers set a part of what one of the update's operators sets. */
export function altersPart(update: unknown, alteration: Row): boolean {
  if (!isPlain(update) || !hasOperators(update)) return false
  const paths = Object.values(update).flatMap((fields) => (isPlain(fields) ? Object.entries(fields).flat() : []))
  return Object.keys(alteration).some((column) =>
    paths.some((path) => typeof path === 'string' && column.startsWith(`${path}.`)),
  )
}

function replaced(replacement: Document, alteration: Row): Document {
  const made = copyDocument(replacement)
  for (const [path, value] of Object.entries(alteration)) writeAt(made, path.split('.'), value)
  return made
}

function literals(alteration: Row): Document {
  return Object.fromEntries(Object.entries(alteration).map(([path, value]) => [path, { $literal: value }]))
}

/** The same path, or one within the other; the parts `$` and `$[…]` stand for items of an array, which is a column as a whole. */
function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
