import { TriggerkitError } from '@triggerkit/core/adapter'

/** As much of BullMQ's `Queue` as a relay needs. */
export interface QueueLike {
  readonly name: string
  addBulk(jobs: AddedJob[]): Promise<unknown>
  getJobState(jobId: string): Promise<string>
  getJobCountByTypes(...types: ('waiting' | 'prioritized')[]): Promise<number>
  remove(jobId: string): Promise<unknown>
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  close(): Promise<void>
  disconnect(): Promise<void>
}

export interface AddedJob {
  // biome-ignore lint/suspicious/noExplicitAny: a user's Queue may be of any names and data.
  name: any
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  data: any
  opts: { jobId: string; attempts: number; removeOnComplete: boolean | number; removeOnFail: boolean | number }
}

/** As much of BullMQ's `Job` as running it needs. */
export interface QueuedJobLike {
  readonly id?: string
  readonly data: unknown
  /** When it was added, in milliseconds since 1970. */
  readonly timestamp: number
  moveToDelayed(timestamp: number, token?: string): Promise<void>
}

/** As much of BullMQ's `Worker`. */
export interface QueueWorkerLike {
  run(): Promise<void>
  pause(doNotWaitActive?: boolean): Promise<void>
  close(): Promise<void>
  disconnect(): Promise<void>
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'drained', listener: () => void): unknown
  on(event: 'active', listener: (job: QueuedJobLike) => void): unknown
}

type Processor = (job: QueuedJobLike, token?: string) => Promise<void>

export interface BullmqLike {
  Queue: new (name: string, options: object) => QueueLike
  Worker: new (name: string, processor: Processor, options: object) => QueueWorkerLike
  DelayedError: new () => Error
}

/** @throws TriggerkitError of code `PACKAGE_MISSING`. */
export async function loadBullmq(): Promise<BullmqLike> {
  try {
    const loaded = (await import('bullmq')) as unknown as Partial<BullmqLike> & { default?: BullmqLike }
    return loaded.Worker === undefined ? loaded.default! : (loaded as BullmqLike)
  } catch (cause) {
    throw new TriggerkitError({
      code: 'PACKAGE_MISSING',
      message:
        '@triggerkit/bullmq needs the package bullmq, which cannot be loaded. Add it: npm install bullmq; from version 6 also ioredis.',
      cause,
    })
  }
}
