import type { TablesConnection } from '../connection/tables-connection.ts'
import type { OutboxSql } from '../statement/outbox-sql.ts'

/** An outbox's tables, as a port's ORM reaches them. */
export type OutboxConnection = TablesConnection<OutboxSql>
