import { ErrorCode, MongoError } from '../mongo-error.ts'
import { BSON_TYPES, isNumeric, toNumber, typeOf } from '../value/bson-value.ts'
import type { ValueTest } from './value-tests.ts'

/** `$type`: numbers or aliases of types, one or several. */
export function typeTest(operand: unknown): ValueTest {
  const codes = new Set((Array.isArray(operand) ? operand : [operand]).flatMap((each) => codesOf(each)))
  return (value) => value !== undefined && codes.has(typeOf(value).code)
}

function codesOf(name: unknown): number[] {
  const types = Object.values(BSON_TYPES)
  if (name === 'number') return types.filter(({ order }) => order === BSON_TYPES.int.order).map(({ code }) => code)
  const found = types.find(({ code, alias }) => alias === name || (isNumeric(name) && toNumber(name) === code))
  if (found === undefined)
    throw new MongoError(ErrorCode.badValue, `Unknown type name alias or code: ${JSON.stringify(name)}`)
  return [found.code]
}
