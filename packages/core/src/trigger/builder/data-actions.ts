import type { ActionDefinition } from '../../action/action-definition.ts'
import { toAction, type WithActionOptions } from './to-action.ts'

type Columns = Readonly<Record<string, unknown>>

export interface DatabaseActions {
  /** Inserts one row, or several. */
  insert(table: string, data: Columns | readonly Columns[], options?: WithActionOptions<object>): ActionDefinition
  /** Updates the rows that match. Values may be update operators: `{ logins: { $inc: 1 } }`. */
  update(table: string, data: Columns, where: Columns, options?: WithActionOptions<{ all?: boolean }>): ActionDefinition
  /** Deletes the rows that match. */
  delete(table: string, where: Columns, options?: WithActionOptions<{ all?: boolean }>): ActionDefinition
}

export const database: DatabaseActions = {
  insert: (table, data, options) => toAction('database.insert', { table, data }, options),
  update: (table, data, where, options) => toAction('database.update', { table, data, where }, options),
  delete: (table, where, options) => toAction('database.delete', { table, where }, options),
}

export interface StorageActions {
  /** Stores a file: the bytes or base64 text in the record's field `dataField`, `data` itself, or what is at `url`. */
  upload(
    storage: string,
    path: string,
    options: WithActionOptions<{ dataField?: string; data?: unknown; url?: string; mimeType?: string }>,
  ): ActionDefinition
  delete(storage: string, path: string, options?: WithActionOptions<object>): ActionDefinition
  copy(storage: string, source: string, destination: string, options?: WithActionOptions<object>): ActionDefinition
}

export const storage: StorageActions = {
  upload: (tag, path, options) => toAction('storage.upload', { storage: tag, path }, options),
  delete: (tag, path, options) => toAction('storage.delete', { storage: tag, path }, options),
  copy: (tag, source, destination, options) => toAction('storage.copy', { storage: tag, source, destination }, options),
}

export interface CacheActions {
  /** Reads an entry; later actions find it as `{{actions.name.result}}`. */
  get(cache: string, key: string, options?: WithActionOptions<object>): ActionDefinition
  /** Sets an entry, for `ttl` seconds or for ever. */
  set(cache: string, key: string, value: unknown, ttl?: number, options?: WithActionOptions<object>): ActionDefinition
  /** Deletes all entries whose keys match a glob: `user:*`. */
  invalidate(cache: string, pattern: string, options?: WithActionOptions<object>): ActionDefinition
  delete(cache: string, key: string, options?: WithActionOptions<object>): ActionDefinition
}

export const cache: CacheActions = {
  get: (tag, key, options) => toAction('cache.get', { cache: tag, key }, options),
  set: (tag, key, value, ttl, options) => toAction('cache.set', { cache: tag, key, value, ttl }, options),
  invalidate: (tag, pattern, options) => toAction('cache.invalidate', { cache: tag, pattern }, options),
  delete: (tag, key, options) => toAction('cache.delete', { cache: tag, key }, options),
}
