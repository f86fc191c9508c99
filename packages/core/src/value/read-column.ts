import { isSafeName, readName } from './path.ts'

/**
 * Reads one own property of a row, fast: of a plain object no look-up of the owner is needed, since the names that it inherits are not read
 * (`isDirectName`).
 */
export function readColumn(row: unknown, name: string): unknown {
  if (row === null || typeof row !== 'object') return undefined
  if (row.constructor === Object) return (row as Record<string, unknown>)[name]
  return readName(row, name)
}

/** Whether `readColumn` may read the name: nothing of it is inherited from the root of all objects. */
export function isDirectName(name: string): boolean {
  return isSafeName(name) && !(name in Object.prototype)
}
