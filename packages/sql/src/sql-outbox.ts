import { type JobCodec, type Outbox, type OutboxDriver, OutboxError } from '@triggerkit/core/adapter'
import { TablesConnection } from './connection/tables-connection.ts'
import { dialectOf } from './dialect/dialect-of.ts'
import { notification, type PgClientLike, PostgresListener } from './listen/postgres-listener.ts'
import { migrate } from './migration/migrate.ts'
import { verifyTables } from './migration/verify-tables.ts'
import { appendJobs } from './outbox/append.ts'
import { claim } from './outbox/claim.ts'
import type { OutboxConnection } from './outbox/outbox-connection.ts'
import { outboxTables } from './outbox/outbox-tables.ts'
import { renew } from './outbox/renew.ts'
import { settle } from './outbox/settle.ts'
import { SqlLedger } from './outbox/sql-ledger.ts'
import { createOutboxSql } from './statement/outbox-sql.ts'

/** Where new Jobs are told of. */
const channel = 'triggerkit_jobs'

export interface SqlOutboxOptions {
  /** PostgreSQL's schema, MySQL's database or SQLite's attached database for the tables; it has to be there. Default: that of the connection. */
  schema?: string
  /** Encodes what is kept of Jobs, such as to encrypt it. */
  codec?: JobCodec
  /**
   * PostgreSQL only: processes tell each other of new Jobs, so that workers need not poll often. One that only appends gives `{}`; one with a
   * worker gives a connected client of `pg` of its own, on a direct connection: LISTEN does not work behind a transaction-pooling proxy.
   */
  listen?: { client?: PgClientLike }
}

/**
 * The outbox in tables of the application's own database, reached by the ORM's own connection: PostgreSQL, MariaDB, MySQL or SQLite. The tables
 * come with `triggers.outbox.migrate()`, or by the ORM's migrations.
 *
 * ```ts
 * const engine = createTriggers({ outbox: sqlOutbox() })
 * ```
 */
export function sqlOutbox({ schema, codec, listen }: SqlOutboxOptions = {}): OutboxDriver {
  return {
    name: 'sql',
    codec,
    connect(port) {
      const { sql } = port
      if (sql === undefined) throw withoutSql()
      const outbox = new TablesConnection(port, sql, createOutboxSql(dialectOf(sql.database), schema))
      if (listen === undefined) return toOutbox(outbox)
      if (sql.database !== 'postgres') throw withoutListen(sql.database)
      const notify = async (): Promise<void> => void (await outbox.run(undefined, notification(channel)))
      if (listen.client === undefined) return { ...toOutbox(outbox), notify }
      const listener = new PostgresListener(channel, listen.client)
      return { ...toOutbox(outbox), notify, listen: (onAppended) => listener.listen({ told: () => onAppended() }) }
    },
  }
}

function toOutbox(outbox: OutboxConnection): Outbox {
  return {
    transactional: true,
    verify: (handle) => verifyTables(outbox.connection, outbox.sql, handle, outboxTables),
    append: (handle, jobs) => appendJobs(outbox, handle, jobs),
    claim: (request) => claim(outbox, request),
    renew: (lease, ids, leaseMs) => renew(outbox, lease, ids, leaseMs),
    settle: (handle, settlements) => settle(outbox, handle, settlements),
    ledger: new SqlLedger(outbox),
    migrate: () => migrate(outbox),
  }
}

function withoutSql(): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_PORT',
    message:
      'sqlOutbox() keeps queued actions in an SQL database, and this ORM has none. For Mongoose use mongoOutbox() of @triggerkit/mongoose.',
  })
}

function withoutListen(database: string): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_PORT',
    message: `sqlOutbox({ listen }) is for PostgreSQL, and this database is ${database}. Leave \`listen\` out: workers poll.`,
  })
}
