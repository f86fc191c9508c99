import {
  type Claim,
  type ClaimRequest,
  type JobCodec,
  type NewJob,
  type Outbox,
  type OutboxDriver,
  OutboxError,
  type Port,
  type Settlement,
} from '@triggerkit/core/adapter'
import type { ClientSession } from 'mongoose'
import type { ConnectionLike } from '../mongoose-like.ts'
import { isMongoosePort } from '../port/is-mongoose-port.ts'
import { appendJobs } from './append-jobs.ts'
import { claimJobs } from './claim-jobs.ts'
import { MongoLedger } from './mongo-ledger.ts'
import { OutboxDatabase } from './outbox-database.ts'
import { migrateOutbox, verifyOutbox } from './outbox-schema.ts'
import { renewJobs } from './renew-jobs.ts'
import { settleJobs } from './settle-jobs.ts'

export interface MongoOutboxOptions {
  /** Encodes what is kept of a Job beyond what it is found by, such as to encrypt it. */
  codec?: JobCodec
}

/**
 * An outbox in MongoDB, in the database of the Mongoose connection: collections `triggerkit_jobs`, `triggerkit_marks` and `triggerkit_schema`, which
 * `triggers.outbox.migrate()` makes. On a replica set or a sharded cluster Jobs are kept in the transaction of the write that they are of; on a
 * standalone server, which has no transactions, right after it.
 */
export function mongoOutbox({ codec }: MongoOutboxOptions = {}): OutboxDriver {
  return {
    name: 'mongo',
    codec,
    connect(port) {
      if (!isMongoosePort(port)) throw foreignPort(port)
      return new MongoOutbox(port.connection)
    },
  }
}

class MongoOutbox implements Outbox {
  readonly ledger: MongoLedger
  readonly #database: OutboxDatabase

  constructor(connection: ConnectionLike) {
    this.#database = new OutboxDatabase(connection)
    this.ledger = new MongoLedger(this.#database)
  }

  get transactional(): boolean {
    return this.#database.hasTransactions
  }

  async verify(): Promise<void> {
    await verifyOutbox(await this.#database.open())
  }

  async append(handle: object | undefined, jobs: readonly NewJob[]): Promise<void> {
    await appendJobs(await this.#database.open(), handle as ClientSession | undefined, jobs)
  }

  async claim(request: ClaimRequest): Promise<Claim> {
    return claimJobs(await this.#database.open(), request)
  }

  async renew(lease: string, ids: readonly string[], leaseMs: number): Promise<string[]> {
    return renewJobs(await this.#database.open(), lease, ids, leaseMs)
  }

  async settle(handle: object | undefined, settlements: readonly Settlement[]): Promise<number> {
    return settleJobs(await this.#database.open(), handle as ClientSession | undefined, settlements)
  }

  async migrate(): Promise<void> {
    await migrateOutbox(await this.#database.open())
  }
}

function foreignPort({ sql }: Port): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_PORT',
    message:
      'mongoOutbox() keeps Jobs in the database of a Mongoose connection, and these triggers are connected to none. ' +
      (sql === undefined ? 'Use the outbox of their ORM, or memoryOutbox().' : 'Use sqlOutbox() of @triggerkit/sql.'),
  })
}
