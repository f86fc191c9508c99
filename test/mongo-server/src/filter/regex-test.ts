import { BSONRegExp } from 'bson'
import { ErrorCode, MongoError, notSupported } from '../mongo-error.ts'
import type { ValueTest } from './value-tests.ts'

/** A pattern's test of texts. PCRE's syntax where JavaScript has the same; the rest is refused when it does not compile. */
export function regexTest(pattern: unknown, given?: unknown): ValueTest {
  const source = pattern instanceof BSONRegExp ? pattern.pattern : pattern
  const options = given ?? (pattern instanceof BSONRegExp ? pattern.options : '')
  if (typeof source !== 'string') throw new MongoError(ErrorCode.badValue, '$regex has to be a string')
  if (typeof options !== 'string') throw new MongoError(ErrorCode.badValue, '$options has to be a string')
  const unknown = [...options].find((option) => !'imsu'.includes(option))
  if (unknown !== undefined) throw notSupported(`The option "${unknown}" of $regex`)
  const regex = toRegExp(source, options)
  return (value) => {
    if (typeof value === 'string') return regex.test(value)
    return value instanceof BSONRegExp && value.pattern === source && value.options === options
  }
}

function toRegExp(source: string, options: string): RegExp {
  try {
    return new RegExp(source, options.replace('u', ''))
  } catch (error) {
    throw notSupported(`The pattern ${JSON.stringify(source)} (${(error as Error).message})`)
  }
}
