import { HttpError, type Worker } from '@triggerkit/core'

/** How an attempt to send a webhook ended. */
export type WebhookEnd = 'sent' | 'refused' | 'busy' | 'unanswered' | 'other'

/** What a worker told of its attempts to send webhooks. */
export class Attempts {
  readonly #ends = new Map<WebhookEnd, number>()

  constructor(worker: Worker) {
    worker.on('job-completed', ({ job }) => this.#note(job.provider, 'sent'))
    worker.on('job-failed', ({ job, error }) => this.#note(job.provider, endOf(error)))
  }

  of(end: WebhookEnd): number {
    return this.#ends.get(end) ?? 0
  }

  #note(provider: string, end: WebhookEnd): void {
    if (provider === 'http') this.#ends.set(end, this.of(end) + 1)
  }
}

function endOf(error: Error): WebhookEnd {
  if (!HttpError.isInstance(error)) return 'other'
  if (error.status !== undefined) return error.status === 503 ? 'busy' : 'other'
  return error.message.includes('ECONNREFUSED') ? 'refused' : 'unanswered'
}
