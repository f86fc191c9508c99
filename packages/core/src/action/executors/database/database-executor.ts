import type { Port } from '../../../adapter/port.ts'
import type { TableSchema } from '../../../schema/schema.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import { byTable, type PlacedRun } from './by-table.ts'

/** What the three database actions have to say: do these runs on this table, and give the result of each by its index. */
export type TableWork = (place: TablePlace, runs: readonly PlacedRun[], results: unknown[]) => Promise<void>

export interface TablePlace {
  port: Port
  handle: object | undefined
  table: TableSchema
  signal: AbortSignal
  /** Most values of one `$in`: half of what a statement takes, because the Write may add the vetted keys (R11). */
  inLimit: number
  /** Columns of the table that a result leaves out (R19). */
  hidden: readonly string[]
}

const mostInValues = 5_000

/** A set-based executor through the port (R31), table by table. */
export function databaseExecutor(work: TableWork): ActionExecutor {
  return {
    setBased: true,
    async execute(runs, environment) {
      const results: unknown[] = runs.map(() => undefined)
      const port = portOf(runs, environment)
      const inLimit = Math.max(1, Math.min(mostInValues, Math.floor(port.capabilities.maxParameters / 2) - 50))
      for (const [table, placed] of byTable(runs, port)) {
        const stored = runs[0]?.stored
        const hidden = stored ? stored.hiddenFrom(table) : (environment.hiddenOf?.(table) ?? [])
        const { handle, signal } = environment
        await work({ port, handle, table, signal, inLimit, hidden }, placed, results)
      }
      return results
    },
  }
}

/**
 * Counts rows that one statement of a stored trigger writes against what it may write (R46); of triggers in code nothing is counted.
 *
 * @throws LimitExceededError
 */
export type Spend = (rows: number, indexes: readonly number[]) => void

export function spendOf(runs: readonly PlacedRun[]): Spend {
  const stored = runs[0]?.run.stored
  if (stored === undefined) return () => undefined
  const byIndex = new Map(runs.map(({ run, index }) => [index, run]))
  return (rows, indexes) =>
    stored.spend(
      rows,
      indexes.map((index) => byIndex.get(index)!),
    )
}

function portOf(runs: readonly ActionRun[], { port }: ActionEnvironment): Port {
  if (port !== undefined) return port
  throw inputError(runs[0]!, 'no ORM is connected. Give the engine to your ORM’s adapter: triggers(engine).')
}
