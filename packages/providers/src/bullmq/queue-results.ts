import { setTimeout as delay } from 'node:timers/promises'
import type { QueueEventsLike, QueueLike } from './bullmq-like.ts'
import type { Connected } from './connected.ts'

/** How a job ended. */
export type JobEnd = { returnvalue: unknown } | { failedReason: string } | { isGone: true }

/** Milliseconds until the next look at a job whose end no event has told; soon at first, since events may not have been listened to yet. */
const looksMs = [100, 500, 2_000]
const lookMs = 5_000

/** Waits for jobs of one queue to end: by BullMQ's events, and by looking, in case that one was missed. */
export class QueueResults {
  readonly #queue: Connected<QueueLike>
  readonly events: Connected<QueueEventsLike>
  readonly #waiting = new Map<string, Set<(end: JobEnd) => void>>()

  constructor(queue: Connected<QueueLike>, events: Connected<QueueEventsLike>) {
    this.#queue = queue
    this.events = events
    events.object.on('completed', ({ jobId, returnvalue }) => this.#tell(jobId, { returnvalue }))
    events.object.on('failed', ({ jobId, failedReason }) => this.#tell(jobId, { failedReason }))
  }

  /** How the job ends, or has ended. Aborted, closed or without Redis it rejects, and waits no more. */
  async endOf(jobId: string, signal: AbortSignal): Promise<JobEnd> {
    if (signal.aborted) throw signal.reason
    const looking = new AbortController()
    const stop = (): void => looking.abort()
    signal.addEventListener('abort', stop, { once: true })
    const told = this.#told(jobId)
    try {
      return await this.events.run(() => Promise.race([told.end, this.#look(jobId, looking.signal)]))
    } finally {
      signal.removeEventListener('abort', stop)
      told.forget()
      stop()
    }
  }

  #told(jobId: string): { end: Promise<JobEnd>; forget: () => void } {
    const waiting = this.#waiting.get(jobId) ?? new Set()
    this.#waiting.set(jobId, waiting)
    let tell: (end: JobEnd) => void = () => undefined
    const end = new Promise<JobEnd>((resolve) => {
      tell = resolve
      waiting.add(tell)
    })
    const forget = (): void => {
      waiting.delete(tell)
      if (waiting.size === 0) this.#waiting.delete(jobId)
    }
    return { end, forget }
  }

  #tell(jobId: string, end: JobEnd): void {
    for (const tell of this.#waiting.get(jobId) ?? []) tell(end)
  }

  async #look(jobId: string, signal: AbortSignal): Promise<JobEnd> {
    for (let looks = 0; ; looks++) {
      const end = await this.#queue.run((queue) => endNow(queue, jobId))
      if (end !== undefined) return end
      await delay(looksMs[looks] ?? lookMs, undefined, { signal })
    }
  }
}

async function endNow(queue: QueueLike, jobId: string): Promise<JobEnd | undefined> {
  const state = await queue.getJobState(jobId)
  if (state !== 'completed' && state !== 'failed' && state !== 'unknown') return undefined
  const job = await queue.getJob(jobId)
  if (job === undefined) return { isGone: true }
  return state === 'failed' ? { failedReason: job.failedReason ?? 'it failed' } : { returnvalue: job.returnvalue }
}
