import { finishedStates, type JobRow, jobStates } from '@triggerkit/core/adapter'
import { expect } from 'vitest'

/** What holds of the Jobs at any time; chains in `outOfOrder` had a Job that was retried, and may run out of their order. */
export function assertSound(rows: readonly JobRow[], outOfOrder: ReadonlySet<string>): void {
  expect(new Set(rows.map(({ seq }) => seq)).size).toBe(rows.length)
  for (const row of rows) {
    const { state, attempts, failures, dueAt, finishedAt } = row
    expect(jobStates).toContain(state)
    expect(attempts).toBeGreaterThanOrEqual(0)
    expect(failures).toBeGreaterThanOrEqual(0)
    expect(dueAt !== undefined, `${state} has dueAt`).toBe(['ready', 'leased', 'relayed'].includes(state))
    expect(finishedAt !== undefined, `${state} has finishedAt`).toBe(finishedStates.includes(state))
    const waitsFor = rows.filter((other) => isEarlierOfChain(other, row) && !isOver(other))
    if (state === 'waiting') expect(waitsFor, 'waits for something').not.toEqual([])
    else if (!finishedStates.includes(state) && !outOfOrder.has(row.chain?.id ?? ''))
      expect(waitsFor, `is ${state} before its turn`).toEqual([])
  }
}

/** Those that have to end before `job` may run, since they have the same ordering key. */
export function thoseFirst(rows: readonly JobRow[], job: JobRow, held: ReadonlySet<string>): JobRow[] {
  return rows.filter((other) => goesFirst(other, job, rows, held))
}

function goesFirst(other: JobRow, job: JobRow, rows: readonly JobRow[], held: ReadonlySet<string>): boolean {
  if (job.orderingKey === undefined || other.orderingKey !== job.orderingKey || other.id === job.id) return false
  if (other.seq > job.seq) return held.has(other.id)
  if (other.state === 'dead') return other.onDead === 'hold' && !(other.continueOnError && isOneChain(other, job))
  if (other.state === 'waiting')
    return !rows.some(
      (dead) => isEarlierOfChain(dead, other) && dead.state === 'dead' && dead.onDead === 'skip' && !isOver(dead),
    )
  return other.state === 'ready' || other.state === 'leased' || other.state === 'relayed'
}

/** The next of its chain does not wait for it. */
function isOver({ state, continueOnError }: JobRow): boolean {
  return state === 'completed' || state === 'discarded' || (state === 'dead' && continueOnError)
}

function isEarlierOfChain(other: JobRow, job: JobRow): boolean {
  return isOneChain(other, job) && other.chain!.position < job.chain!.position
}

function isOneChain(one: JobRow, other: JobRow): boolean {
  return one.chain !== undefined && one.chain.id === other.chain?.id
}
