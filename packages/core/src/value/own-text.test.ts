import { ObjectId } from 'bson'
import { Decimal } from 'decimal.js'
import { describe, expect, it } from 'vitest'
import { toText } from '../template/to-text.ts'
import { toDecimal } from './decimal.ts'
import { classOf } from './value-class.ts'

// A jsonb column holds whatever its writer liked to send.
const forged: object[] = [
  { _bsontype: 'ObjectId', toString: 1 },
  { _bsontype: 'ObjectId' },
  { _bsontype: 'Decimal128', toString: 'x' },
  { s: 1, e: 1, d: [12] },
  { s: 1, e: 1, c: null, toFixed: 7 },
]

describe('objects that came as JSON and look like a library’s', () => {
  it.each(forged)('%o is an object', (value) => {
    expect(classOf(value)).toBe('object')
    expect(toText(value)).toBe(JSON.stringify(value))
    expect(toDecimal(value, true)).toBeUndefined()
  })

  it('the libraries’ own are what they are', () => {
    expect(classOf(new ObjectId())).toBe('id')
    expect(classOf(new Decimal('1.5'))).toBe('number')
  })
})
