import type { ActionExecutor } from '../../action-executor.ts'
import { toRowUpdate } from './column-change.ts'
import { databaseExecutor, spendOf } from './database-executor.ts'
import { parseFilter } from './filter-input.ts'
import { mergeUpdates } from './merge-updates.ts'
import type { UpdateStatement } from './statement.ts'
import { parseUpdate } from './update-input.ts'

/**
 * `database.update`: `data` are columns and update operators, `where` says which rows. Result: `{ count }`, the rows changed by the statement
 * that the run was part of; 0 where `data` has nothing to change.
 */
export const updateExecutor: ActionExecutor = databaseExecutor(
  async ({ port, handle, table, signal, inLimit }, runs, results) => {
    const updates: UpdateStatement[] = []
    const spend = spendOf(runs)
    for (const { run, index } of runs) {
      const where = parseFilter(run, table)
      const changes = parseUpdate(run, table)
      results[index] = { count: 0 }
      if (changes.size > 0) updates.push({ changes, where, runs: [index] })
    }
    for (const statement of mergeUpdates(updates, table, inLimit)) {
      signal.throwIfAborted()
      const count = await port.update(handle, table.name, toRowUpdate(statement.changes), statement.where)
      spend(count, statement.runs)
      for (const index of statement.runs) results[index] = { count }
    }
  },
)
