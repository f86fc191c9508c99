import type { ExecutionAge, ExecutionLog, ExecutionQuery, ExecutionRow } from '@triggerkit/core/adapter'
import { retryTransient } from '../connection/retry-transient.ts'
import type { TablesConnection } from '../connection/tables-connection.ts'
import { jsonParts } from '../job/json-parts.ts'
import { migrate } from '../migration/migrate.ts'
import { verifyTables } from '../migration/verify-tables.ts'
import { deleteExecutions } from '../statement/delete-executions.ts'
import type { ExecutionsSql } from '../statement/executions-sql.ts'
import { findExecutions } from '../statement/find-executions.ts'
import { insertExecutions } from '../statement/insert-executions.ts'
import { executionsTables } from './executions-tables.ts'
import { toExecutionColumns } from './new-execution-row.ts'
import { readExecution } from './read-execution.ts'

/** The history of executions in a table of the ORM's database, past all triggers. */
export class SqlExecutionLog implements ExecutionLog {
  readonly #tables: TablesConnection<ExecutionsSql>

  constructor(tables: TablesConnection<ExecutionsSql>) {
    this.#tables = tables
  }

  verify(): Promise<void> {
    const { connection, sql } = this.#tables
    return verifyTables(connection, sql, undefined, executionsTables)
  }

  async append(rows: readonly ExecutionRow[]): Promise<void> {
    for (const part of jsonParts(rows.map(toExecutionColumns)))
      await this.#again(() => this.#tables.run(undefined, insertExecutions(this.#tables.sql, part)))
  }

  async list(query: ExecutionQuery): Promise<ExecutionRow[]> {
    return (await this.#tables.rows(undefined, findExecutions(this.#tables.sql, query))).map(readExecution)
  }

  async purge({ completed, failed }: ExecutionAge, limit: number): Promise<number> {
    let purged = 0
    for (const [isFailed, before] of [
      [false, completed],
      [true, failed],
    ] as const) {
      if (before === undefined || purged >= limit) continue
      const oldest = deleteExecutions(this.#tables.sql, { failed: isFailed, before, limit: limit - purged })
      purged += await this.#again(() => this.#tables.affected(undefined, oldest))
    }
    return purged
  }

  migrate(): Promise<void> {
    return migrate(this.#tables)
  }

  #again<T>(attempt: () => Promise<T>): Promise<T> {
    return retryTransient(this.#tables.sql, attempt)
  }
}
