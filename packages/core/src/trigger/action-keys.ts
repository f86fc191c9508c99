/** The keys of an action that are its own; in the flat form every other key is payload. */
export const actionKeys = [
  'type',
  'config',
  'name',
  'timing',
  'phase',
  'continueOnError',
  'retry',
  'timeout',
  'unsafeBeforeCommit',
  'afterCommitFailure',
  'delay',
  'runAt',
  'orderingKey',
  'onDead',
  'dedupeKey',
  'dedupeWindow',
] as const
