/** What `check()` can say, and how grave it may be; docs/check.md explains each. */
export const checkCodes = {
  BEFORE_EXTERNAL: ['warning'],
  BEST_EFFORT: ['info'],
  COST: ['info'],
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
} as const satisfies Readonly<Record<string, readonly ('error' | 'warning' | 'info')[]>>

export type CheckCode = keyof typeof checkCodes
