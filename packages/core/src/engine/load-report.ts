import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

export interface LoadOptions {
  /** Load again whenever the store tells of a change, until the engine closes: within a second, in every process. Default false. */
  watch?: boolean
}

/** A stored trigger that is not active, and why. */
export interface SkippedTrigger {
  tag: string
  version: number
  /** Its `cause` lists every problem of the definition. */
  error: Error
}

/** What `load()` did. */
export interface LoadReport {
  /** The stored triggers that are active now, by tag. */
  loaded: NormalizedTrigger[]
  skipped: SkippedTrigger[]
}
