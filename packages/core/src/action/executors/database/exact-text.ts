import { isDecimalObject, textOf } from '../../../value/decimal.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import { bytesOf, isObjectId } from '../../../value/value-class.ts'

/**
 * A text that two values share exactly where they are the same value of the same type; undefined for values that have none (instances of
 * unknown classes). Keys of objects count in any order.
 */
export function exactText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      return value === null ? 'null' : exactTextOfObject(value)
    default:
      return undefined
  }
}

function exactTextOfObject(value: object): string | undefined {
  if (Array.isArray(value)) return wrap('[', value.map(exactText), ']')
  if (value instanceof Date) return `date ${value.getTime()}`
  if (isObjectId(value)) return `id ${String(value)}`
  if (isDecimalObject(value)) return `decimal ${textOf(value)}`
  const bytes = bytesOf(value)
  if (bytes !== undefined) return `bytes ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  if (!isPlainObject(value)) return undefined
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const text = exactText(value[key])
      return text === undefined ? undefined : `${JSON.stringify(key)}:${text}`
    })
  return wrap('{', members, '}')
}

function wrap(open: string, members: readonly (string | undefined)[], close: string): string | undefined {
  return members.every((member) => member !== undefined) ? open + members.join(',') + close : undefined
}
