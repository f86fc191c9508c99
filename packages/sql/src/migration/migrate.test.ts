import type { Port, SqlConnection } from '@triggerkit/core/adapter'
import { describe, expect, test } from 'vitest'
import { TablesConnection } from '../connection/tables-connection.ts'
import { dialectOf } from '../dialect/dialect-of.ts'
import { createExecutionsSql } from '../statement/executions-sql.ts'
import { migrate } from './migrate.ts'

/** A connection to tables of version 3 whose server answers statements that begin like this with an error. */
function connect(beginning: string, error: Error): { tables: Parameters<typeof migrate>[0]; sent: string[] } {
  const sent: string[] = []
  const sql: SqlConnection = {
    database: 'mysql',
    async run(_handle, statement) {
      if (statement.returnsRows) return { rows: [{ found: 1, version: 3 }], affected: 1 }
      sent.push(statement.sql)
      if (statement.sql.startsWith(beginning)) throw error
      return { rows: [], affected: 0 }
    },
  }
  return { tables: new TablesConnection({} as Port, sql, createExecutionsSql(dialectOf('mysql'), undefined)), sent }
}

describe('MySQL, which has no IF NOT EXISTS for an index, and of whose statements each commits by itself', () => {
  const message = "Duplicate key name 'triggerkit_executions_trigger'"
  test.each([
    ['mysql2', Object.assign(new Error(message), { code: 'ER_DUP_KEYNAME', errno: 1061 })],
    ["TypeORM's", Object.assign(new Error(message), { driverError: Object.assign(new Error(), { errno: 1061 }) })],
    ["Prisma's engine", Object.assign(new Error(message), { code: 'P2010', meta: { code: '1061', message } })],
    [
      "a driver's adapter of Prisma's",
      Object.assign(new Error(message), {
        code: 'P2010',
        meta: { driverAdapterError: Object.assign(new Error(), { cause: { kind: 'mysql', code: 1061 } }) },
      }),
    ],
  ])('goes on after an index that another process made, as %s error tells', async (_name, error) => {
    const { tables, sent } = connect('CREATE INDEX', error)
    await migrate(tables)
    expect(sent.map((statement) => statement.slice(0, 12))).toEqual(['CREATE INDEX', 'CREATE INDEX', 'INSERT IGNOR'])
  })

  test('and after no other error', async () => {
    const error = Object.assign(new Error('denied'), { code: 'ER_TABLEACCESS_DENIED_ERROR', errno: 1142 })
    const { tables, sent } = connect('CREATE INDEX', error)
    await expect(migrate(tables)).rejects.toBe(error)
    expect(sent).toHaveLength(1)
  })
})
