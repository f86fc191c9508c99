import {
  type ChangeNote,
  StoreConflictError,
  type StoreScope,
  TriggerExistsError,
  TriggerNotFoundError,
} from '@triggerkit/core'
import { type Row, StoreError } from '@triggerkit/core/adapter'
import { retryTransient } from '../connection/retry-transient.ts'
import { notification } from '../listen/postgres-listener.ts'
import { findTrigger } from '../statement/find-trigger.ts'
import { type DefinitionChange, putDefinition } from '../statement/put-definition.ts'
import { recordVersion } from '../statement/record-version.ts'
import { reserveTag } from '../statement/reserve-tag.ts'
import type { StoreConnection } from './store-connection.ts'
import { toTagKey } from './to-tag-key.ts'

/** Where changes are told of, with the scope's hash. */
export const channel = 'triggerkit_triggers'

/** How often others may change a tag between an attempt and the look at why it did nothing. */
const mostRounds = 20

/**
 * Changes a definition, its history with it; undefined where a deletion had nothing to delete.
 *
 * @throws TriggerExistsError, TriggerNotFoundError, StoreConflictError; StoreError of code `STORE_PORT` where the database keeps the row from being changed.
 */
export async function changeDefinition(
  store: StoreConnection,
  scope: StoreScope,
  tag: string,
  change: DefinitionChange,
  note: ChangeNote = {},
): Promise<Row | undefined> {
  for (let rounds = 1; rounds <= mostRounds; rounds++) {
    const row = await retryTransient(store.sql, () => attempt(store, scope, tag, change, note))
    if (row !== undefined) return row
    const verdict = await judge(store, scope, tag, change)
    if (verdict === 'gone') return undefined
    if (verdict !== 'changed') throw verdict
  }
  throw unchangeable(tag)
}

/** The row as it has become; undefined where it is not one to be changed. Its first statement writes: SQLite then waits for other writers. */
function attempt(
  store: StoreConnection,
  scope: StoreScope,
  tag: string,
  change: DefinitionChange,
  note: ChangeNote,
): Promise<Row | undefined> {
  const key = toTagKey(scope, tag)
  const { sql } = store
  return store.inTransaction(undefined, async (handle) => {
    if (change.operation === 'create') await store.run(handle, reserveTag(sql, key, scope, tag))
    if ((await store.affected(handle, putDefinition(sql, key, change))) === 0) return undefined
    await store.run(handle, recordVersion(sql, key, change.operation, note))
    // PostgreSQL tells of it when the transaction commits, and not before.
    if (store.dialect.database === 'postgres') await store.run(handle, notification(channel, key.scopeHash))
    return (await store.rows(handle, findTrigger(sql, key)))[0]
  })
}

/** Why nothing was changed; `changed` where that is no longer so. */
async function judge(
  store: StoreConnection,
  scope: StoreScope,
  tag: string,
  { operation, expectedVersion }: DefinitionChange,
): Promise<Error | 'gone' | 'changed'> {
  const [row] = await retryTransient(store.sql, () =>
    store.rows(undefined, findTrigger(store.sql, toTagKey(scope, tag))),
  )
  const isThere = row !== undefined && row.definition !== null
  if (operation === 'create') return isThere ? new TriggerExistsError({ tag, ...scope }) : 'changed'
  if (!isThere) return operation === 'delete' ? 'gone' : new TriggerNotFoundError({ tag, ...scope })
  const found = Number(row.version)
  if (expectedVersion === undefined || expectedVersion === found) return 'changed'
  return new StoreConflictError({ tag, expected: expectedVersion, found })
}

function unchangeable(tag: string): StoreError {
  const message =
    `The row of ${JSON.stringify(tag)} in the table triggerkit_triggers is seen, and no change reaches it: see whether row-level security or a ` +
    "trigger of the database's own keeps this user from it."
  return new StoreError({ code: 'STORE_PORT', message, data: { tag } })
}
