import type { Dialect } from './dialect.ts'
import { rowsIn } from './dialect.ts'

export const postgres: Dialect = {
  family: 'postgres',
  capabilities: {
    transactions: true,
    savepoints: true,
    locks: true,
    returning: { insert: true, update: true, delete: true },
    singleConnection: false,
    upsertVerdict: 'result',
    maxParameters: 65_535,
  },
  lock: (strength) => (strength === 'update' ? ' FOR NO KEY UPDATE' : ' FOR UPDATE'),
  asText: (expression) => `CAST(${expression} AS text)`,
  keyIn(columns, keys, parameter) {
    if (columns.length > 1 || keys.length === 1) return rowsIn(columns, keys, parameter)
    return `${columns[0]} = ANY(${parameter(keys.map((key) => key[0]))})`
  },
  writableCte: true,
  insertReturning: 'always',
}
