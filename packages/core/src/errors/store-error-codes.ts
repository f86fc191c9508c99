import type { ErrorCode } from './error-code.ts'

/** Codes of stored definitions and their store. */
export const storeErrorCodes: Readonly<Record<string, ErrorCode>> = {
  STORED_TRIGGER_INVALID: {
    error: 'TriggerkitError',
    meaning: 'A stored definition is wrong and was not loaded; `cause` lists its problems.',
    remedy: 'Correct it with `triggers.update`, then load again.',
  },
  STORE_CONFLICT: {
    error: 'StoreConflictError',
    meaning: 'An update names a version of a stored definition that is not the stored one.',
    remedy: 'Fetch it again and repeat the update, or name no version.',
  },
  STORE_FAILED: {
    error: 'StoreError',
    meaning:
      'The store of definitions does not answer, or refuses what was asked of it; the message says which, and `cause` is what it said.',
    remedy: 'As the message says; nothing is half stored.',
  },
  STORE_MISSING: {
    error: 'TriggerkitError',
    meaning: 'A call needs a store, and the engine has none.',
    remedy: '`createTriggers({ store })`, or `connectTriggers`.',
  },
  STORE_OPTIONS: {
    error: 'StoreError',
    meaning: 'A store of definitions was made with wrong options.',
    remedy: 'Mend each of those that the message lists.',
  },
  STORE_OUTDATED: {
    error: 'StoreError',
    meaning: "The store's tables, or an entry of it, are of a version that this program does not know.",
    remedy: 'Call `await triggers.migrate()`, run the migrations, or update the package that the store is of.',
  },
  STORE_PORT: {
    error: 'StoreError',
    meaning: 'The store cannot be kept in the database of the ORM that was connected.',
    remedy: 'Use the store for that database, as the message names it.',
  },
  STORE_RELOAD_FAILED: {
    error: 'TriggerkitError',
    meaning: 'A watched store changed and could not be read; what was loaded before stays active.',
    remedy: 'See the cause; the next change, or `load()`, reads it again.',
  },
  STORE_TABLES_MISSING: {
    error: 'StoreError',
    meaning: 'The database has no tables or collections for the store.',
    remedy: 'Call `await triggers.migrate()` once, or add them to the migrations.',
  },
  STORE_TAG: {
    error: 'StoreError',
    meaning: 'The store cannot keep a definition under this tag.',
    remedy: 'Give the definition another tag.',
  },
  STORE_UNCONNECTED: {
    error: 'StoreError',
    meaning: 'A store in the database was asked before an ORM was connected to the engine.',
    remedy: 'Connect the ORM first: give the engine to its adapter.',
  },
  STORE_UNREACHABLE: {
    error: 'StoreError',
    meaning: 'The store does not answer, so that nothing can be heard of changes.',
    remedy: 'See that it runs; what was loaded stays active, and it is asked until it answers.',
  },
  STORE_UNREADABLE: {
    error: 'StoreError',
    meaning: 'The store has something under this tag that cannot be read as a definition.',
    remedy: 'Mend what the message names, or store the definition anew.',
  },
  STORE_WATCH_MISSING: {
    error: 'TriggerkitError',
    meaning: '`load({ watch: true })` on a store that tells of no changes.',
    remedy: 'Call `load()` from time to time.',
  },
  TRIGGER_EXISTS: {
    error: 'TriggerExistsError',
    meaning: '`create` of a tag that is stored already; nothing was stored.',
    remedy: 'Change it with `triggers.update`, or give the new one another tag.',
  },
  TRIGGER_NOT_FOUND: {
    error: 'TriggerNotFoundError',
    meaning: '`update` of a tag that is not stored.',
    remedy: 'Create it, or correct the tag.',
  },
}
