import type { Capabilities } from '@triggerkit/core/adapter'
import type { DataSource } from 'typeorm'

/** What differs between databases in the statements that Triggerkit writes itself. */
export interface Dialect {
  readonly family: 'postgres' | 'mysql' | 'sqlite'
  readonly capabilities: Capabilities
  /** Ends a SELECT that locks its rows; `key` where the key changes or the row goes (R12). */
  lock(strength: 'update' | 'key'): string
  /** A date key as the database's own text, so that nothing of it is lost on the way (R18). */
  asText(expression: string): string
  /** Whether the key is one of these; `parameter` gives the placeholder of a value, `list` of several. */
  keyIn(
    columns: readonly string[],
    keys: readonly (readonly unknown[])[],
    parameter: (value: unknown) => string,
  ): string
  /** Whether a statement may bring its old rows along in a common table expression. */
  readonly writableCte: boolean
  /** An INSERT … RETURNING is possible where TypeORM itself writes none. */
  readonly insertReturning: 'always' | 'with-typeorm'
}

/** `(a, b) IN ((1, 2), (3, 4))`, or the forms for one column. */
export function rowsIn(
  columns: readonly string[],
  keys: readonly (readonly unknown[])[],
  parameter: (value: unknown) => string,
  values: '' | 'VALUES ' = '',
): string {
  if (columns.length === 1) {
    if (keys.length === 1) return `${columns[0]} = ${parameter(keys[0]![0])}`
    return `${columns[0]} IN (${keys.map((key) => parameter(key[0])).join(', ')})`
  }
  if (keys.length === 1)
    return columns.map((column, index) => `${column} = ${parameter(keys[0]![index])}`).join(' AND ')
  const tuples = keys.map((key) => `(${key.map(parameter).join(', ')})`)
  return `(${columns.join(', ')}) IN (${values}${tuples.join(', ')})`
}

export function isSqlite(dataSource: DataSource): boolean {
  return /^(better-sqlite3|sqlite|sqljs|expo|capacitor|cordova|react-native|nativescript)$/.test(
    dataSource.options.type,
  )
}
