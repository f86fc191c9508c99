import { type ExecutionRow, isFailure } from './execution.ts'
import type { ExecutionAge, ExecutionLog, ExecutionQuery, ExecutionsDriver } from './execution-log.ts'

/** A log in this process's memory, one for all ORMs and engines that it is given to. For tests and first steps. */
export function memoryExecutions(): ExecutionsDriver {
  const log = new MemoryLog()
  return { name: 'memory', connect: () => log }
}

class MemoryLog implements ExecutionLog {
  readonly #rows = new Map<string, ExecutionRow>()

  async verify(): Promise<void> {}

  async append(rows: readonly ExecutionRow[]): Promise<void> {
    for (const row of rows) if (!this.#rows.has(row.id)) this.#rows.set(row.id, row)
  }

  async list(query: ExecutionQuery): Promise<ExecutionRow[]> {
    const matching = [...this.#rows.values()].filter((row) => matches(row, query))
    return matching.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, query.limit)
  }

  async purge({ completed, failed }: ExecutionAge, limit: number): Promise<number> {
    const isOver = ({ at, outcome }: ExecutionRow): boolean => {
      const before = isFailure(outcome) ? failed : completed
      return before !== undefined && at < before
    }
    const over = [...this.#rows.values()].filter(isOver).sort((a, b) => a.at - b.at)
    const purged = over.slice(0, limit)
    for (const { id } of purged) this.#rows.delete(id)
    return purged.length
  }
}

function matches(row: ExecutionRow, query: ExecutionQuery): boolean {
  const { outcomes, from, to, cursor } = query
  for (const name of ['trigger', 'table', 'key', 'action', 'job'] as const)
    if (query[name] !== undefined && query[name] !== row[name]) return false
  if (outcomes !== undefined && !outcomes.includes(row.outcome)) return false
  if (cursor !== undefined && row.id >= cursor) return false
  return (from === undefined || row.at >= from) && (to === undefined || row.at < to)
}
