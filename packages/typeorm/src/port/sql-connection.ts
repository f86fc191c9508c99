import type { SqlConnection, SqlResult, SqlStatement } from '@triggerkit/core/adapter'
import type { DataSource, QueryRunner } from 'typeorm'
import type { Dialect } from '../dialect/dialect.ts'
import { sendStatement } from '../orm/typeorm-internals.ts'
import { withRunner } from '../write/write-target.ts'

/** SQL as a QueryRunner's `query` sends it: no builder, no entity, so nothing that triggers would see. SQLite's mutex sees it (R8). */
export class TypeormSqlConnection implements SqlConnection<QueryRunner> {
  readonly database: Dialect['family']
  readonly #dataSource: DataSource

  constructor(dataSource: DataSource, { family }: Dialect) {
    this.database = family
    this.#dataSource = dataSource
  }

  run(handle: QueryRunner | undefined, { sql, parameters, returnsRows }: SqlStatement): Promise<SqlResult> {
    return withRunner(this.#dataSource, handle, async (runner) => {
      const { records, affected } = await sendStatement(runner, sql, [...parameters])
      return returnsRows ? { rows: records, affected: records.length } : { rows: [], affected: affected ?? 0 }
    })
  }
}
