import type { ErrorCode } from './error-code.ts'
import { queueErrorCodes } from './queue-error-codes.ts'
import { storeErrorCodes } from './store-error-codes.ts'

const others: Readonly<Record<string, ErrorCode>> = {
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
  KEY_MISSING: {
    error: 'TriggerkitError',
    meaning: 'A Prisma client has models whose rows no key tells apart.',
    remedy:
      'Give each an `@id`, an `@@id` or a `@unique` of required fields, or leave it out of the client by `@@ignore`.',
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
  WAIT_UNTIL_FAILED: {
    error: 'TriggerkitError',
    meaning: '`waitUntil` threw; the work goes on, but the runtime may end before it is done. Told once.',
    remedy: 'Call it where the runtime takes it, such as within a request.',
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

/**
 * Every code that Triggerkit itself gives an error, in the order of the alphabet. `record.reject`, `context.reject` and providers may give codes
 * of their own.
 */
export const errorCodes: Readonly<Record<string, ErrorCode>> = Object.fromEntries(
  Object.entries({ ...others, ...queueErrorCodes, ...storeErrorCodes }).sort(([a], [b]) => (a < b ? -1 : 1)),
)
