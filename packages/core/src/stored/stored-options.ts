import type { LimitName } from '../trigger/limits.ts'

/** Limits of stored definitions that an engine may set, each up to what code may have; see `limits` for the defaults. */
export type StoredLimits = Partial<
  Record<
    Exclude<
      LimitName,
      'maxEvents' | 'maxEnvs' | 'maxKeyLength' | 'maxNameLength' | 'maxPatternLength' | 'maxProgramSize' | 'maxPriority'
    >,
    number
  >
>

/**
 * What definitions from a store may do (R46). They are written by more people than may deploy code, so each of these narrows or widens what
 * an untrusted definition reaches; triggers registered in code are not concerned.
 */
export interface StoredOptions extends StoredLimits {
  /** Action families (`log`, `notification`) or single types (`cache.get`). Default: all; `custom` names registered functions only. */
  families?: readonly string[]
  /**
   * Tables, under a name that definitions use: one list for listening and writing, or one for each. `record.set` writes to the table that its
   * trigger listens to. Default `['*']`: all but Triggerkit's own, which are always out of reach. Where `listen` is a list, a trigger on
   * `['*']` is refused.
   */
  tables?: readonly string[] | { listen?: readonly string[]; write?: readonly string[] }
  /** Registered functions that a stored `custom` action may name. Default: all registered ones. */
  functions?: readonly string[]
  /** Hidden and sensitive columns, as `column` or `table.column`, that they may reach all the same (R19). Default: none. */
  sensitive?: readonly string[]
  /** Whether they may listen to before events, and so block and alter Writes. Default true. */
  beforeEvents?: boolean
  /** Whether they may say `unsafeBeforeCommit: true` (R27). Default false. */
  unsafeBeforeCommit?: boolean
}
