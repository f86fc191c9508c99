import type { JobInfo, Worker, WorkerEventName } from '@triggerkit/core'
import { safeLine } from '../terminal/safe-text.ts'
import type { Terminal } from '../terminal/terminal.ts'

/** What is told without being asked for. */
const remarkable = ['job-retried', 'job-dead', 'job-lost', 'worker-error'] as const
const everything = [...remarkable, 'job-started', 'job-completed', 'job-released'] as const

/** Prints what a worker tells of, as it happens; the function that it gives prints the counts. */
export function tellOfJobs(terminal: Terminal, worker: Worker, { verbose }: { verbose: boolean }): () => void {
  for (const name of verbose ? everything : remarkable) worker.on(name, (event) => print(terminal, name, event))
  return () => {
    const { started, completed, failed, retried, dead } = worker.counters
    terminal.event(
      { event: 'worker-stopped', worker: worker.id, counters: worker.counters },
      `worker ${safeLine(worker.id)} has stopped: ${started} begun, ${completed} completed, ${failed} failed, ${retried} to be retried, ${dead} dead`,
    )
  }
}

interface Told {
  job?: JobInfo
  error?: Error
  delayMs?: number
  durationMs?: number
}

/** Results are left out: they may be what a receiver answered. */
function print(terminal: Terminal, name: WorkerEventName, { job, error, delayMs, durationMs }: Told): void {
  const { paint } = terminal
  const color =
    name === 'job-completed' ? paint.green : name === 'job-dead' || name === 'worker-error' ? paint.red : paint.yellow
  const parts = [
    new Date().toISOString(),
    color(name),
    job && safeLine(`${job.id} ${job.trigger} ${job.action}, attempt ${job.attempt}`),
    durationMs === undefined ? undefined : `${Math.round(durationMs)} ms`,
    delayMs === undefined ? undefined : `again in ${Math.round(delayMs)} ms`,
    error && safeLine(error.message),
  ]
  const told = { event: name, at: parts[0], job, delayMs, durationMs, error: error?.message }
  terminal.event(told, parts.filter((part) => part !== undefined).join('  '))
}
