import type { ErrorCode } from './error-code.ts'

/** Codes of queued actions: Jobs, outbox, workers, and the history of what ran. */
export const queueErrorCodes: Readonly<Record<string, ErrorCode>> = {
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
  LEASE_LOST: {
    error: 'OutboxError',
    meaning: 'A Job took longer than its lease, and somebody else has it by now; what this attempt wrote was undone.',
    remedy: 'Raise `leaseMs` of createWorker, or see what keeps its process from renewing the lease.',
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
}
