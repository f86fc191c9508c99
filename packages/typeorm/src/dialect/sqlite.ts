import type { Dialect } from './dialect.ts'
import { rowsIn } from './dialect.ts'

/** SQLite from 3.35 on: RETURNING, one writer at a time, no locks of rows. */
export const sqlite: Dialect = {
  family: 'sqlite',
  capabilities: {
    transactions: true,
    savepoints: true,
    locks: false,
    returning: { insert: true, update: true, delete: true },
    singleConnection: true,
    upsertVerdict: 'look',
    maxParameters: 32_766,
  },
  lock: () => '',
  asText: (expression) => expression,
  keyIn: (columns, keys, parameter) => rowsIn(columns, keys, parameter, 'VALUES '),
  writableCte: false,
  insertReturning: 'always',
}
