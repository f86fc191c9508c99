import type { DataSource } from 'typeorm'
import type { Dialect } from './dialect.ts'
import { rowsIn } from './dialect.ts'

/** MySQL and MariaDB; only the latter gives rows back, and none of an UPDATE. */
export function mysql(dataSource: DataSource): Dialect {
  const supports = (type: 'insert' | 'delete'): boolean => dataSource.driver.isReturningSqlSupported(type)
  return {
    family: 'mysql',
    capabilities: {
      transactions: true,
      savepoints: true,
      locks: true,
      returning: { insert: supports('insert'), update: false, delete: supports('delete') },
      singleConnection: false,
      upsertVerdict: supports('insert') ? 'result' : 'look',
      maxParameters: 65_535,
    },
    lock: () => ' FOR UPDATE',
    asText: (expression) => `CAST(${expression} AS CHAR)`,
    keyIn: (columns, keys, parameter) => rowsIn(columns, keys, parameter),
    writableCte: false,
    insertReturning: 'with-typeorm',
  }
}
