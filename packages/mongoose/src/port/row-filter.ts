import { isFilterOperators, type RowFilter } from '@triggerkit/core/adapter'
import type { Document } from '../mongoose-like.ts'

/** Marks an object of operators as what is meant: `sanitizeFilter` of Mongoose takes it for a value otherwise. */
export type Trust = (operators: Document) => Document

/** A filter of the core as MongoDB's own, with SQL's meaning: NULL is neither in a list nor out of it, and no operator but `$null` finds it. */
export function toMongoFilter(filter: RowFilter, trust: Trust): Document {
  const all = Object.entries(filter).map(([name, operand]): Document => {
    if (name === '$and') return { $and: (operand as RowFilter[]).map((part) => toMongoFilter(part, trust)) }
    if (name === '$or') return { $or: (operand as RowFilter[]).map((part) => toMongoFilter(part, trust)) }
    if (name === '$not') return { $nor: [toMongoFilter(operand as RowFilter, trust)] }
    if (!isFilterOperators(operand)) return { [name]: trust({ $eq: operand }) }
    return { $and: Object.entries(operand).map(([operator, value]) => ({ [name]: trust(criterion(operator, value)) })) }
  })
  return all.length === 0 ? {} : all.length === 1 ? all[0]! : { $and: all }
}

function criterion(operator: string, value: unknown): Document {
  switch (operator) {
    case '$ne':
      return value === null ? { $ne: null } : { $nin: [value, null] }
    case '$nin':
      return { $nin: [...(value as unknown[]), null] }
    case '$null':
      return value === true ? { $eq: null } : { $ne: null }
    case '$like':
      return { $regex: likeRegex(value as string) }
    case '$eq':
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
    case '$in':
      return { [operator]: value }
    default:
      throw new Error(`There is no filter operator "${operator}".`)
  }
}

/** SQL's LIKE: `%` any text, `_` one character, a backslash takes the next one as it is. */
function likeRegex(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\([\s\S])|[\s\S]/gu, (token: string, escaped: string | undefined) => {
    if (escaped === undefined && token === '%') return '[\\s\\S]*'
    if (escaped === undefined && token === '_') return '[\\s\\S]'
    return (escaped ?? token).replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
  })
  return new RegExp(`^${source}$`)
}
