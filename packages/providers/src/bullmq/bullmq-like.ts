import { loadVendor } from '../vendor/load-vendor.ts'

/** What BullMQ's classes have in common here. */
export interface ConnectedLike {
  on(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  waitUntilReady(): Promise<unknown>
  close(): Promise<unknown>
  disconnect(): Promise<unknown>
}

/** As much of BullMQ's `Queue`, of version 5 or 6, as adding jobs and finding them again needs. */
export interface QueueLike extends ConnectedLike {
  readonly name: string
  addBulk(jobs: AddedJob[]): Promise<unknown>
  getJob(jobId: string): Promise<QueuedJobLike | undefined>
  getJobState(jobId: string): Promise<string>
}

export interface AddedJob {
  // biome-ignore lint/suspicious/noExplicitAny: a user's Queue may be of any names and data.
  name: any
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  data: any
  opts?: JobOptions
}

/** BullMQ's `JobsOptions`: `{ attempts: 3, backoff: { type: 'exponential', delay: 1000 }, priority: 2 }`. */
// biome-ignore lint/suspicious/noExplicitAny: the options of BullMQ's two major versions differ.
export type JobOptions = { jobId?: string } & Record<string, any>

/** As much of BullMQ's `Job`. */
export interface QueuedJobLike {
  readonly returnvalue: unknown
  readonly failedReason?: string
}

/** As much of BullMQ's `FlowJob`: a job, and those that come before it. */
export interface FlowJobLike {
  name: string
  queueName: string
  data?: unknown
  prefix?: string
  opts?: JobOptions
  children?: FlowJobLike[]
}

export interface FlowProducerLike extends ConnectedLike {
  add(flow: FlowJobLike): Promise<unknown>
}

export interface QueueEventsLike extends ConnectedLike {
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'completed', listener: (told: { jobId: string; returnvalue: unknown }) => void): unknown
  on(event: 'failed', listener: (told: { jobId: string; failedReason: string }) => void): unknown
}

export interface BullmqLike {
  Queue: new (name: string, options: object) => QueueLike
  FlowProducer: new (options: object) => FlowProducerLike
  QueueEvents: new (name: string, options: object) => QueueEventsLike
}

/** @throws ProviderError of code `PACKAGE_MISSING`. */
export async function loadBullmq(provider: string): Promise<BullmqLike> {
  const load = () => import('bullmq') as unknown as Promise<Partial<BullmqLike> & { default?: BullmqLike }>
  const loaded = await loadVendor(provider, 'bullmq', load)
  return loaded.Queue === undefined ? loaded.default! : (loaded as BullmqLike)
}
