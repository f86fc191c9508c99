/** What a column is compared with. A bare value stands for `$eq`, `null` for IS NULL. Never `undefined` (R26). */
export interface FilterOperators {
  $eq?: unknown
  $ne?: unknown
  $gt?: unknown
  $gte?: unknown
  $lt?: unknown
  $lte?: unknown
  $in?: readonly unknown[]
  $nin?: readonly unknown[]
  /** SQL's LIKE: `%` any text, `_` one character, and `\` takes the next character as it is, on every database (`ESCAPE`). */
  $like?: string
  /** `true`: IS NULL, `false`: IS NOT NULL. */
  $null?: boolean
}

/** A predicate over rows, in the terms that every port translates. Keys are column names or `$and`, `$or`, `$not`. */
export type RowFilter = { [column: string]: unknown } & {
  $and?: RowFilter[]
  $or?: RowFilter[]
  $not?: RowFilter
}

/** Whether a filter's value is operators (`{ $gt: 1 }`) and no value to be equal to. */
export function isFilterOperators(value: unknown): value is FilterOperators {
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false
  const names = Object.keys(value)
  return names.length > 0 && names.every((name) => name.startsWith('$'))
}
