import type { Row } from '@triggerkit/core/adapter'
import type { Arguments } from '../client/raw-client.ts'
import type { PrismaTable } from '../schema/prisma-schema.ts'

/** A `where` for the rows of these keys. */
export function whereOfKeys({ schema }: PrismaTable, keys: readonly Row[]): Arguments {
  const [only, ...more] = schema.key
  if (keys.length === 0) return { [only!]: { in: [] } }
  if (more.length === 0) {
    const values = keys.map((key) => key[only!])
    return { [only!]: values.length === 1 ? values[0] : { in: values } }
  }
  const each = keys.map((key) => Object.fromEntries(schema.key.map((name) => [name, key[name]])))
  return each.length === 1 ? each[0]! : { OR: each }
}

/** A `where` for the rows that come after that key in the order of the key. */
export function whereAfterKey({ schema }: PrismaTable, key: Row): Arguments {
  return {
    OR: schema.key.map((name, index) => ({
      ...Object.fromEntries(schema.key.slice(0, index).map((before) => [before, key[before]])),
      [name]: { gt: key[name] },
    })),
  }
}

/** What finds one row of its own, in the form that `findUnique` and its like take. */
export function uniqueWhereOfKey({ model, schema }: PrismaTable, key: Row): Arguments {
  const columns = Object.fromEntries(schema.key.map((name) => [name, key[name]]))
  return model.keyName === undefined ? columns : { [model.keyName]: columns }
}

/** The caller's own criteria, and further ones beside them (R11). */
export function narrowWhere(where: unknown, further: Arguments): Arguments {
  const { AND: and, ...own } = (where ?? {}) as { AND?: unknown }
  const all = and === undefined ? [] : Array.isArray(and) ? (and as unknown[]) : [and]
  return { ...own, AND: [...all, further] }
}

/**
 * The key that a unique `where` names, where it names the whole of it by plain values and nothing else: the row is that one or none.
 */
export function keyInWhere({ model, schema }: PrismaTable, where: unknown): Row | undefined {
  const given = Object.entries((where ?? {}) as Arguments).filter(([, value]) => value !== undefined)
  const [name, value] = given[0] ?? []
  if (given.length !== 1 || schema.key.length === 0) return undefined
  if (model.keyName === undefined) return name === schema.key[0] && isPlain(value) ? { [name!]: value } : undefined
  if (name !== model.keyName || value === null || typeof value !== 'object') return undefined
  const key = value as Row
  return schema.key.every((column) => isPlain(key[column])) ? { ...key } : undefined
}

function isPlain(value: unknown): boolean {
  if (value === null || value === undefined) return false
  return typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype
}
