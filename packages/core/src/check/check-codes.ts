/** What a finding of `check()` may be called; stable, so that programs can go by it. docs/check.md explains each, with its remedy. */
export type CheckCode =
  | 'BEFORE_EXTERNAL'
  | 'BEST_EFFORT'
  | 'COST'
  | 'EXECUTIONS_UNKEPT'
  | 'KIND_MISMATCH'
  | 'LOOP'
  | 'NEVER_FIRES'
  | 'NO_ACTIONS'
  | 'NO_EFFECT'
  | 'NO_LOCKS'
  | 'NO_SAVEPOINTS'
  | 'NO_TRANSACTIONS'
  | 'OPTION_UNKNOWN'
  | 'ORDER_DIFFERS'
  | 'OUTBOX_AFTER_COMMIT'
  | 'PROVIDER'
  | 'PROVIDER_DOWN'
  | 'PROVIDER_MISSING'
  | 'SAME_NAME'
  | 'SCHEMA_MISMATCH'
  | 'SECRET_NOT_FOR_STORED'
  | 'SECRET_UNKNOWN'
  | 'STORED_TRIGGER_INVALID'
  | 'STORE_STALE'
  | 'UNSEEN_WRITES'
  | 'VALUE_UNKNOWN'

/** How grave each may be; docs/check.md explains them. */
export const checkCodes: Readonly<Record<CheckCode, readonly ('error' | 'warning' | 'info')[]>> = {
  BEFORE_EXTERNAL: ['warning'],
  BEST_EFFORT: ['info'],
  COST: ['info'],
  EXECUTIONS_UNKEPT: ['warning'],
  KIND_MISMATCH: ['warning'],
  LOOP: ['warning'],
  NEVER_FIRES: ['warning', 'info'],
  NO_ACTIONS: ['warning'],
  NO_EFFECT: ['warning'],
  NO_LOCKS: ['info'],
  NO_SAVEPOINTS: ['info'],
  NO_TRANSACTIONS: ['warning'],
  OPTION_UNKNOWN: ['warning'],
  ORDER_DIFFERS: ['warning'],
  OUTBOX_AFTER_COMMIT: ['warning'],
  PROVIDER: ['info'],
  PROVIDER_DOWN: ['warning'],
  PROVIDER_MISSING: ['error'],
  SAME_NAME: ['warning'],
  SCHEMA_MISMATCH: ['error', 'warning'],
  SECRET_NOT_FOR_STORED: ['error'],
  SECRET_UNKNOWN: ['error'],
  STORED_TRIGGER_INVALID: ['error'],
  STORE_STALE: ['warning'],
  UNSEEN_WRITES: ['info'],
  VALUE_UNKNOWN: ['warning'],
}
