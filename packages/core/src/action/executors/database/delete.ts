import type { ActionExecutor } from '../../action-executor.ts'
import { databaseExecutor, spendOf } from './database-executor.ts'
import { exactText } from './exact-text.ts'
import { parseFilter } from './filter-input.ts'
import { gatherEqual } from './gather-equal.ts'
import type { DeleteStatement } from './statement.ts'

/**
 * `database.delete`: `where` says which rows. Equal filters are one statement, and those that differ in the value of one column too. Result:
 * `{ count }`, the rows deleted by the statement that the run was part of.
 */
export const deleteExecutor: ActionExecutor = databaseExecutor(
  async ({ port, handle, table, signal, inLimit }, runs, results) => {
    const spend = spendOf(runs)
    const deletes = new Map<string, DeleteStatement>()
    for (const { run, index } of runs) {
      const where = parseFilter(run, table)
      const key = exactText(where) ?? `unknown ${index}`
      const known = deletes.get(key)
      if (known === undefined) deletes.set(key, { where, runs: [index] })
      else known.runs.push(index)
    }
    const sorted = [...deletes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement)
    for (const statement of gatherEqual(sorted, inLimit, () => 'delete')) {
      signal.throwIfAborted()
      const count = await port.delete(handle, table.name, statement.where)
      spend(count, statement.runs)
      for (const index of statement.runs) results[index] = { count }
    }
  },
)
