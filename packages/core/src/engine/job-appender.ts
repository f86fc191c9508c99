import { JobError } from '../errors/job-error.ts'
import { messageOf } from '../errors/to-error.ts'
import { encodeValue, UncarriedValueError } from '../queue/encode-value.ts'
import type { NewJob } from '../queue/job.ts'
import type { JobDraft } from '../queue/make-job.ts'
import type { Outbox } from '../queue/outbox.ts'
import { toObservedJob } from '../telemetry/to-observed-job.ts'
import type { EngineCore } from './engine-core.ts'

/** Puts the Jobs of one port's Writes into its outbox. */
export class JobAppender {
  readonly outbox: Outbox
  readonly #core: EngineCore
  #verified: Promise<void> | undefined

  constructor(core: EngineCore, outbox: Outbox) {
    this.#core = core
    this.outbox = outbox
  }

  get transactional(): boolean {
    return this.outbox.transactional
  }

  /** Resolves where Jobs can be kept; asks once, and again after it could not. */
  verified(handle: object | undefined): Promise<void> {
    this.#verified ??= this.outbox.verify(handle).catch((error: unknown) => {
      this.#verified = undefined
      throw error
    })
    return this.#verified
  }

  /**
   * Keeps Jobs, on a handle as part of its transaction.
   *
   * @throws JobError of code `JOB_VALUE` or `JOB_TOO_LARGE`; nothing is kept then.
   */
  async append(handle: object | undefined, drafts: readonly JobDraft[]): Promise<void> {
    await this.verified(handle)
    const jobs: NewJob[] = []
    for (const { content, place, ...job } of drafts)
      jobs.push({ ...job, payload: await this.#payloadOf(content, place) })
    await this.outbox.append(handle, jobs)
    const { observers } = this.#core
    if (observers !== undefined) for (const job of jobs) observers.jobAppended(toObservedJob(job))
  }

  /** Tells workers that there are Jobs: those of this process at once, others where they can hear it. */
  wake(): void {
    this.#core.queue.appended(this.outbox)
  }

  /** No Job is too large for what observers give it. */
  #withRoom(text: string, { carried, ...content }: JobDraft['content'], place: JobDraft['place']): string {
    const { maxPayloadLength, maxContextLength } = this.#core.queue
    const values = content.values === undefined ? 0 : encoded(content.values, place).length
    const fits = text.length <= maxPayloadLength && values + encoded(carried, place).length <= maxContextLength
    return fits ? text : encoded(content, place)
  }

  async #payloadOf(content: JobDraft['content'], place: JobDraft['place']): Promise<string> {
    const { maxPayloadLength, maxContextLength } = this.#core.queue
    const given = encoded(content, place)
    const text = content.carried === undefined ? given : this.#withRoom(given, content, place)
    if (text.length > maxPayloadLength)
      throw tooLarge(place, 'what it runs with', text.length, maxPayloadLength, 'maxPayloadLength')
    const context = content.values === undefined ? 0 : encoded(content.values, place).length
    if (context > maxContextLength)
      throw tooLarge(place, 'what `withContext` was given', context, maxContextLength, 'maxContextLength')
    return (await this.#core.options.outbox?.codec?.encode(text)) ?? text
  }
}

function encoded(value: unknown, place: JobDraft['place']): string {
  try {
    return encodeValue(value)
  } catch (thrown) {
    const reason = thrown instanceof UncarriedValueError ? thrown.message : `it cannot be read: ${messageOf(thrown)}`
    throw new JobError({
      ...place,
      code: 'JOB_VALUE',
      message: `no Job can be made of it: ${reason}. Leave it out, or pass on the text or number that stands for it.`,
      cause: thrown,
    })
  }
}

function tooLarge(place: JobDraft['place'], what: string, found: number, limit: number, option: string): JobError {
  return new JobError({
    ...place,
    code: 'JOB_TOO_LARGE',
    message:
      `${what} comes to ${found} characters, and a Job may carry ${limit}. Pass on a key and read the rest when it runs, ` +
      `or raise createTriggers({ queue: { ${option} } }).`,
  })
}
