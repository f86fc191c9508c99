import type { TableSchema } from '../schema/schema.ts'
import type { ActionRun } from './action-executor.ts'

/** What an action of a definition from a store may reach, where only its execution shows it (R46, R19). */
export interface StoredReach {
  /** Whether it may write to a table of these names. */
  mayWrite(names: readonly string[]): boolean
  /** Whether it may call a registered function. */
  mayCall(name: string): boolean
  /** Columns of a table that it neither reads nor writes. */
  hiddenFrom(table: TableSchema): readonly string[]
  /**
   * Counts rows that these runs write.
   *
   * @throws LimitExceededError where they come to more than is allowed.
   */
  spend(rows: number, runs: readonly ActionRun[]): void
}
