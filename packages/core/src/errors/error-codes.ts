/** What an error's code means, and how to mend what it tells of: the reference is made of this. */
export interface ErrorCode {
  /** The class that carries it. */
  error: string
  meaning: string
  remedy: string
}

/** Every code that Triggerkit itself gives an error. `record.reject`, `context.reject` and providers may give codes of their own. */
export const errorCodes: Readonly<Record<string, ErrorCode>> = {
  ACTION_FAILED: {
    error: 'ActionError',
    meaning: 'An action finally failed; `cause` is what its executor, provider or function threw.',
    remedy: "See the cause. `retry` tries again, `continueOnError` lets the trigger's later actions run.",
  },
  ACTION_INPUT: {
    error: 'ActionError',
    meaning: 'What an action was given is wrong, and would be at every attempt.',
    remedy: 'Mend the field that the message names; a placeholder may have had no value.',
  },
  ACTION_TIMEOUT: {
    error: 'ActionError',
    meaning: 'An attempt took longer than its `timeout`.',
    remedy: "Raise `timeout`, or give the action `timing: 'async'`.",
  },
  AFTER_COMMIT: {
    error: 'AfterCommitError',
    meaning: "The write is committed, but an action with `afterCommitFailure: 'throw'` failed after it.",
    remedy: 'Do not repeat the write; see `errors`.',
  },
  ALREADY_EXTENDED: {
    error: 'TriggerkitError',
    meaning: 'A Prisma client was given `triggers()` of a second engine.',
    remedy: 'Register all triggers on one engine, or extend the client that this one was made of.',
  },
  ALTER_DELETED_ROW: {
    error: 'TriggerkitError',
    meaning: 'A before-delete trigger sets columns of the row that goes.',
    remedy: 'Reject or skip the row instead.',
  },
  ARGUMENTS: {
    error: 'ArgumentError',
    meaning: 'A method was called with wrong arguments; nothing was done.',
    remedy: 'Mend each of the `problems` that the error lists.',
  },
  CLIENT_INVALID: {
    error: 'TriggerkitError',
    meaning:
      '`triggers()` of Prisma was given something that is no Prisma client, or one of a version it does not know.',
    remedy: 'Write `new PrismaClient({ adapter }).$extends(triggers(engine))`, with Prisma 6.13 to 7.',
  },
  COLLECTION_SHARED: {
    error: 'TriggerkitError',
    meaning: 'Two Mongoose models with triggers have one collection.',
    remedy: 'Make one a discriminator of the other, or leave the plugin out of one.',
  },
  COLUMN_HIDDEN: {
    error: 'TriggerkitError',
    meaning: 'A stored definition sets a hidden column of the row that is written (R19).',
    remedy: 'Leave it out, or allow it by `createTriggers({ stored: { sensitive } })`.',
  },
  DATABASE_UNSUPPORTED: {
    error: 'TriggerkitError',
    meaning: 'A Prisma client of a database that the adapter does not know was to be extended.',
    remedy: 'PostgreSQL, MySQL, MariaDB and SQLite are supported.',
  },
  DUCTAPE_ANSWER: {
    error: 'ProviderError',
    meaning: 'A Ductape call answered without the data that the next call needs.',
    remedy: 'See whether what the action names is there, such as the source of a copy; or give a provider of your own.',
  },
  DUCTAPE_FAILED: {
    error: 'ProviderError',
    meaning: 'A Ductape call answered that it failed.',
    remedy: "See the message, which is Ductape's own.",
  },
  DUCTAPE_INVALID: {
    error: 'TriggerkitError',
    meaning: '`setDuctapeInstance` was given what is no object.',
    remedy: 'Give it a Ductape SDK instance, or null to take it away.',
  },
  EGRESS_REFUSED: {
    error: 'HttpError',
    meaning: 'The address of a request is one that the egress policy refuses.',
    remedy: 'Allow it with `egress: { allow: [ … ] }`, or call another address.',
  },
  ENGINE_CLOSED: {
    error: 'TriggerkitError',
    meaning: 'A write with async actions, or a watch of the store, came after `close()`; it was not carried out.',
    remedy: 'Close the engine after the last write.',
  },
  EXECUTIONS_ABSENT: {
    error: 'ExecutionsError',
    meaning: 'The history of executions was asked, and the engine keeps none, or no ORM is connected to it.',
    remedy: '`createTriggers({ executions: { log: sqlExecutions() } })`; connect the ORM first.',
  },
  EXECUTIONS_MISSING: {
    error: 'ExecutionsError',
    meaning: 'The database has no table or collection for the history of executions.',
    remedy: 'Call `await triggers.migrate()` once, or add it to the migrations.',
  },
  EXECUTIONS_OUTDATED: {
    error: 'ExecutionsError',
    meaning: 'The table of the history of executions is of a version that this program does not know.',
    remedy: 'Call `await triggers.migrate()`, run the migrations, or update the package that the log is of.',
  },
  EXECUTIONS_PORT: {
    error: 'ExecutionsError',
    meaning: 'The history of executions cannot be kept in the database of the ORM that was connected.',
    remedy: 'Use the log for that database, as the message names it.',
  },
  EXECUTIONS_UNKEPT: {
    error: 'ExecutionsError',
    meaning:
      'Executions could not be written into their log, or were lost since it took none; actions are not affected.',
    remedy: 'See the cause; they are written when the database can be reached again.',
  },
  FALLBACK_FAILED: {
    error: 'ActionError',
    meaning: 'Every action of a `fallback.run` failed; the message names each with its error.',
    remedy: 'Mend one of them, or add another.',
  },
  HTTP_FAILED: {
    error: 'HttpError',
    meaning: 'A request got no answer.',
    remedy: 'See the cause; `retry` tries again.',
  },
  HTTP_REDIRECT: {
    error: 'HttpError',
    meaning: 'A request was redirected too often, or to an address that is less secure.',
    remedy: 'Give the final address.',
  },
  HTTP_RESPONSE_TOO_LARGE: {
    error: 'HttpError',
    meaning: 'An answer has more bytes than are read.',
    remedy: 'Ask for less, or raise the limit.',
  },
  HTTP_STATUS: {
    error: 'HttpError',
    meaning: 'A request was answered with a status other than 2xx.',
    remedy: 'See `status` and the beginning of the body in `data`; 408, 425, 429 and 5xx are worth a `retry`.',
  },
  JOB_ABANDONED: {
    error: 'JobError',
    meaning: 'A Job died: too many of its attempts ended without word of them, such as with their process (R42).',
    remedy: 'See what it does to its process (memory, a native crash, `leaseMs`), then `triggers.jobs.retry(id)`.',
  },
  JOB_DEFINITION_GONE: {
    error: 'JobError',
    meaning: "A Job was discarded, since its trigger is not registered any more (`onDefinitionGone: 'discard'`).",
    remedy: "None is needed. With `onDefinitionGone: 'run'`, the default, such Jobs are run.",
  },
  JOB_KEY: {
    error: 'JobError',
    meaning: 'The `orderingKey` or `dedupeKey` of a queued action came to nothing, or to more than 200 characters.',
    remedy: 'Make it of a column that always has a value; the write was rolled back.',
  },
  JOB_TIME: {
    error: 'JobError',
    meaning: 'The `delay` or `runAt` of a queued action came to no time.',
    remedy: 'Make it of milliseconds, or of a date with its time zone; the write was rolled back.',
  },
  JOB_TOO_LARGE: {
    error: 'JobError',
    meaning: 'What a queued action is to run with, or what `withContext` was given, is larger than a Job may carry.',
    remedy: 'Pass on a key and read the rest when it runs, or raise the option that the message names.',
  },
  JOB_UNREADABLE: {
    error: 'JobError',
    meaning: 'A worker cannot read what a Job carries: it has not the codec, or not the key, that it was written with.',
    remedy: 'Give it the same `codec`, and keep old keys as long as there are Jobs; then `triggers.jobs.retryAll()`.',
  },
  JOB_VALUE: {
    error: 'JobError',
    meaning: 'A queued action was given a value that no Job can carry: a function, a symbol, a circle.',
    remedy: 'Pass on the text or number that stands for it; the message says where it is. The write was rolled back.',
  },
  KEY_MISSING: {
    error: 'TriggerkitError',
    meaning: 'A Prisma client has models whose rows no key tells apart.',
    remedy:
      'Give each an `@id`, an `@@id` or a `@unique` of required fields, or leave it out of the client by `@@ignore`.',
  },
  LEASE_LOST: {
    error: 'OutboxError',
    meaning: 'A Job took longer than its lease, and somebody else has it by now; what this attempt wrote was undone.',
    remedy: 'Raise `leaseMs` of createWorker, or see what keeps its process from renewing the lease.',
  },
  LIMIT_EXCEEDED: {
    error: 'LimitExceededError',
    meaning: 'More was asked for than a limit allows; nothing of it was done.',
    remedy:
      "The message names the limit and what raises it; for actions after the commit, `timing: 'queued'` or `forEach: 'write'`.",
  },
  LOCK_WAIT: {
    error: 'LockWaitError',
    meaning: 'An operation would wait for a transaction that its own caller holds open.',
    remedy: "Use the transaction's own handle, or await the operation after the commit.",
  },
  MESSAGE_DEFINITION: {
    error: 'MessageDefinitionError',
    meaning: 'Message templates are wrong; every problem is listed with its file and line. None can be used.',
    remedy: 'Mend the places that are listed.',
  },
  MESSAGE_FAILED: {
    error: 'MessageError',
    meaning: "A message's template threw.",
    remedy: 'See the cause, and the template and line that the message names.',
  },
  MESSAGE_VARIABLE_MISSING: {
    error: 'MessageError',
    meaning: 'A message needs a variable that the action does not give.',
    remedy: "Give it in the action's `template`, `variables`, `subject`, `title` or `body`.",
  },
  OBSERVER_FAILED: {
    error: 'TriggerkitError',
    meaning:
      'An observer threw, or a promise of its was rejected. What it was told of is not affected; told once for each observer.',
    remedy: 'See the cause; until it is mended its traces, metrics or history may be incomplete.',
  },
  OPTIONS_INVALID: {
    error: 'OptionsError',
    meaning: 'What an engine, or a part of it, was made with is wrong; `problems` lists everything.',
    remedy: 'Mend each problem at its path.',
  },
  OUTBOX_ABSENT: {
    error: 'OutboxError',
    meaning: 'A worker was started, or `triggers.outbox` called, on an engine that has no outbox, or no ORM connected.',
    remedy: 'Give it one, `createTriggers({ outbox: sqlOutbox() })`, and connect the ORM first.',
  },
  OUTBOX_DUPLICATE: {
    error: 'OutboxError',
    meaning: 'An outbox was given a Job of an id that it has already.',
    remedy: 'Ids are made anew for each Job; see who else writes into its tables.',
  },
  OUTBOX_MISSING: {
    error: 'OutboxError',
    meaning: 'The outbox has no tables in the database yet; nothing was queued, and the write was not carried out.',
    remedy:
      'Call `await triggers.outbox.migrate()` once, or run `typeormMigrations()` or `prismaMigrations()` with the ORM’s own migrations.',
  },
  OUTBOX_OUTDATED: {
    error: 'OutboxError',
    meaning: "The outbox's tables are of a version that this program cannot work with.",
    remedy: 'Older ones: as of `OUTBOX_MISSING`. Newer ones: update @triggerkit/sql.',
  },
  OUTBOX_PORT: {
    error: 'OutboxError',
    meaning: 'An outbox was given to an ORM in whose database it cannot be kept.',
    remedy: '`sqlOutbox()` for Prisma and TypeORM, `mongoOutbox()` for Mongoose; `listen` for PostgreSQL only.',
  },
  PACKAGE_MISSING: {
    error: 'TriggerkitError',
    meaning: 'A package that Triggerkit needs for this is not installed.',
    remedy: 'Install the package that the message names.',
  },
  PLUGIN_LATE: {
    error: 'TriggerkitError',
    meaning: 'The Mongoose plugin was added to a schema whose model is compiled already.',
    remedy: 'Call `schema.plugin(triggers(engine))` before `mongoose.model()`.',
  },
  PLUGIN_TWICE: {
    error: 'TriggerkitError',
    meaning: 'A Mongoose collection was given `triggers()` of a second engine.',
    remedy: 'Register all triggers on one engine.',
  },
  PROVIDER_FAILED: {
    error: 'ProviderError',
    meaning: 'A provider could not do what an action asked.',
    remedy: 'See the message and the cause.',
  },
  PROVIDER_INVALID: {
    error: 'TriggerkitError',
    meaning: 'What was given as a provider is none, or is for another family.',
    remedy: 'Give it `family`, or register it under its own.',
  },
  PROVIDER_MISSING: {
    error: 'ProviderMissingError',
    meaning: "An action's family has no provider.",
    remedy: 'Add one: `createTriggers({ providers: { family: … } })`.',
  },
  QUOTA_EXCEEDED: {
    error: 'ProviderError',
    meaning: 'A quota is used up.',
    remedy: 'Wait as long as `retryAfterMs` says, or raise the quota.',
  },
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
  ROLLBACK_ONLY: {
    error: 'TriggerkitError',
    meaning: 'A write failed in the caller’s transaction, half done, and the database has no savepoints (MongoDB).',
    remedy: 'Let the error of the write end the transaction, and run it again without that write.',
  },
  SECRET_UNAVAILABLE: {
    error: 'ActionError',
    meaning: 'The function that gives a secret failed; another attempt may succeed.',
    remedy: 'See the cause.',
  },
  STRANGE_THROW: {
    error: 'TriggerkitError',
    meaning: 'A function threw something that is no Error.',
    remedy: 'Throw an Error, which has a message and a stack.',
  },
  TEMPLATE_SYNTAX: {
    error: 'TriggerkitError',
    meaning: 'A template has a placeholder that is not closed, empty, or no path that may be read.',
    remedy: 'Write `{{record.field}}`.',
  },
  TEMPLATE_TOO_LARGE: {
    error: 'TriggerkitError',
    meaning: 'What an action renders to is larger than `renderLimit`, or nested too deep.',
    remedy: 'Name the fields that are needed instead of the whole record, or raise `renderLimit`.',
  },
  TEMPLATE_VALUE_MISSING: {
    error: 'TriggerkitError',
    meaning: 'A strict template has a placeholder without a value.',
    remedy: 'Give the value, or do not ask for it.',
  },
  TEMPLATE_VALUE_REFUSED: {
    error: 'TriggerkitError',
    meaning: 'A value would leave the place where its placeholder stands: another path, key, recipient or line.',
    remedy: 'Keep such values out of that place; the action fails with `ACTION_INPUT` and names it.',
  },
  TRANSACTIONS_UNSUPPORTED: {
    error: 'TriggerkitError',
    meaning: 'A write with triggers came in a transaction on a standalone MongoDB server, which has none.',
    remedy: 'Run the server as a replica set (one member is enough), or write without a transaction.',
  },
  TRANSACTION_CLOSED: {
    error: 'TransactionClosedError',
    meaning: 'An operation came through a transaction that has ended; it was not carried out.',
    remedy: 'Await everything that belongs to a transaction before it ends.',
  },
  TRIGGER_DEFINITION: {
    error: 'TriggerDefinitionError',
    meaning: 'A definition is wrong; `problems` has everything at once. Nothing was registered.',
    remedy: 'Each problem says where, what was found and what is allowed.',
  },
  TRIGGER_DEPTH: {
    error: 'TriggerDepthError',
    meaning: 'Triggers led to one another more often than `maxDepth` allows.',
    remedy: 'Break the circle with a condition or `triggers.without`, or raise `maxDepth`.',
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
  UNKNOWN_COLUMN: {
    error: 'TriggerkitError',
    meaning: 'A before-trigger sets what is no column of the table.',
    remedy: 'The message lists the columns.',
  },
  UNKNOWN_OPERATOR: {
    error: 'TriggerkitError',
    meaning: 'A condition that was not checked has an operator that does not exist.',
    remedy: 'Register definitions through the engine, which checks them.',
  },
  UNSAFE_PATH: {
    error: 'TriggerkitError',
    meaning: 'A path leads through `__proto__`, `constructor`, `prototype` or a value that is no object.',
    remedy: 'Name a column.',
  },
  UNSUPPORTED_WRITE: {
    error: 'UnsupportedWriteError',
    meaning: 'A write that the triggers of its table cannot honestly be run for; it was not carried out.',
    remedy: 'The message says how to write it instead.',
  },
  VALIDATION_FAILED: {
    error: 'WriteRejectedError',
    meaning: '`record.validate` blocked a write; `cause` lists every violation.',
    remedy: 'Mend the fields that the message names.',
  },
  WEBHOOK_ID: {
    error: 'TriggerkitError',
    meaning: "A webhook's id has characters that its signature cannot have.",
    remedy: 'Give an id of visible ASCII without dots.',
  },
  WEBHOOK_SECRET: {
    error: 'TriggerkitError',
    meaning: 'The secret that a webhook is signed with is no base64 or too short.',
    remedy: 'Give 24 to 64 bytes as `whsec_…`, as Standard Webhooks asks.',
  },
  WORKER_ENDED: {
    error: 'OutboxError',
    meaning: '`start` or `runOnce` of a worker that has begun, or was stopped, already.',
    remedy: 'Make a new one with createWorker.',
  },
  WORKER_ID_TAKEN: {
    error: 'OutboxError',
    meaning: 'Another worker of this `id` is at work.',
    remedy: "Give each an id of its own, such as its host's name, or leave `id` out.",
  },
  WRITE_CONFLICT: {
    error: 'WriteConflictError',
    meaning:
      "Somebody else changed rows between the triggers' look at them and the write, in the caller's transaction.",
    remedy: 'Run the transaction again, or use a stricter isolation level.',
  },
  WRITE_REJECTED: {
    error: 'WriteRejectedError',
    meaning: 'A before-trigger blocked a write. Nothing was written.',
    remedy: "The message is the trigger's own.",
  },
}
