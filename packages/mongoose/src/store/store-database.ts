import { StoreError } from '@triggerkit/core/adapter'
import type { mongo } from 'mongoose'
import { OwnDatabase } from '../database/own-database.ts'
import type { VersionDocument } from './version-document.ts'

/** What the collection is like: goes up with each change that a program of the version before cannot work with (R44). */
const schemaVersion = 1
const schemaId = 'store'

const indexes: mongo.IndexDescription[] = [
  { key: { product: 1, database: 1, seq: -1 }, name: 'changes' },
  { key: { product: 1, database: 1, tag: 1, seq: -1 }, name: 'history' },
]

/** The store's collection. */
export class StoreDatabase extends OwnDatabase {
  #isVerified = false

  /**
   * A version that was acknowledged stays, also where another server becomes the primary, and whatever the connection is set to: one that asks for no
   * acknowledgement would never hear that another one was first.
   */
  get versions(): mongo.Collection<VersionDocument> {
    return this.collection('triggers', { writeConcern: { w: 'majority' } })
  }

  /**
   * Waits for the connection, and sees that the collection was made; once it was, it is not asked again.
   *
   * @throws StoreError of code `STORE_TABLES_MISSING` or `STORE_OUTDATED`.
   */
  async ready(): Promise<this> {
    await this.open()
    if (this.#isVerified) return this
    await this.verifyVersion(
      schemaId,
      schemaVersion,
      (kind, message, data) =>
        new StoreError({ code: kind === 'missing' ? 'STORE_TABLES_MISSING' : 'STORE_OUTDATED', message, data }),
    )
    this.#isVerified = true
    return this
  }

  /** The version comes last: it says that the rest is there. Several processes may do it at once, and again; one of a newer release is left alone. */
  async migrate(): Promise<void> {
    await this.open()
    for (const name of ['triggers', 'schema']) await this.create(name)
    await this.versions.createIndexes(indexes)
    await this.schema.updateOne({ _id: schemaId }, { $max: { version: schemaVersion } }, { upsert: true })
  }
}
