import { ErrorCode, MongoError } from '../mongo-error.ts'

type Operator = (document: never, expression: never, options: never) => unknown

const NAMES = ['$add', '$subtract', '$multiply', '$divide', '$mod', '$abs', '$ceil', '$floor', '$concat'] as const

/** Operators that make something of values of the wrong type where MongoDB has an error. */
export function strictArithmetic(operators: object): Record<string, never> {
  const strict: Record<string, unknown> = {}
  for (const name of NAMES) {
    const operator = (operators as Record<string, Operator>)[name]!
    strict[name] = (document: never, expression: never, options: never) => {
      const result = operator(document, expression, options)
      const isWrong = name === '$concat' ? !isTextOrNull(result) : !isNumberDateOrNull(result)
      if (isWrong) throw new MongoError(ErrorCode.typeMismatch, `${name} got a value of the wrong type`)
      return result
    }
  }
  return strict as Record<string, never>
}

function isTextOrNull(value: unknown): boolean {
  return value == null || typeof value === 'string'
}

function isNumberDateOrNull(value: unknown): boolean {
  return value == null || value instanceof Date || (typeof value === 'number' && !Number.isNaN(value))
}
