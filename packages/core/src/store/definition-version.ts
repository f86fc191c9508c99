import type { DefinitionChange } from './diff-definitions.ts'
import type { JsonDefinition } from './trigger-store.ts'

/** One version in the history of a stored definition, as `history` gives it. */
export interface DefinitionVersion {
  tag: string
  version: number
  operation: 'create' | 'update' | 'delete'
  /** As it was from then on; absent where it was deleted, or cannot be read any more. */
  definition?: JsonDefinition
  /** ISO 8601 in UTC. */
  at: string
  /** Who changed it. */
  by?: string
  /** Why. */
  reason?: string
  /** In what it differs from the version before; of the first one and of a deletion the whole. */
  changes: DefinitionChange[]
}

export interface HistoryOptions {
  /** At most so many, 1 to 1,000. Default 100. */
  limit?: number
  /** Only versions below this one: the last one of the part before. */
  before?: number
}

/** What `delete` takes beside who and why. */
export interface DeleteOptions {
  /** Only where this is the stored version. Default: whatever is there. */
  version?: number
  by?: string
  reason?: string
}
