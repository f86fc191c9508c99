import type { ProviderCall } from '@triggerkit/core'
import { toJson } from '../message/encode-message.ts'
import type { FlowJobLike, JobOptions } from './bullmq-like.ts'
import { type BullmqFlowOptions, keptJobs } from './bullmq-options.ts'
import { toJobId } from './job-id.ts'

/** A flow whose root has an id. */
export type RootJob = FlowJobLike & { opts: JobOptions & { jobId: string } }

/** What says what becomes of a parent whose child has failed. */
const fates = [
  'failParentOnFailure',
  'ignoreDependencyOnFailure',
  'removeDependencyOnFailure',
  'continueParentOnFailure',
] as const

/** The job of a workflow that is a queue. */
export function toJobOf(queueName: string, workflow: string, input: unknown): FlowJobLike {
  return { name: workflow, queueName, data: JSON.parse(toJson(input)) }
}

/**
 * The flow with ids that are the same for every attempt. A child that does not say otherwise fails its parent when it fails: BullMQ would have the
 * parent wait for ever.
 */
export function toRoot(
  flow: FlowJobLike,
  call: ProviderCall,
  { prefix, defaultJobOptions = keptJobs }: BullmqFlowOptions,
): RootJob {
  const jobId = flow.opts?.jobId ?? toJobId(call.idempotencyKey)
  const place = prefix === undefined ? {} : { prefix }
  return {
    ...place,
    ...flow,
    opts: { ...defaultJobOptions, ...flow.opts, jobId },
    ...(flow.children && { children: flow.children.map((child, index) => toChild(child, `${jobId}-${index}`, place)) }),
  }
}

function toChild(child: FlowJobLike, jobId: string, place: { prefix?: string }): FlowJobLike {
  const isSaid = fates.some((fate) => child.opts?.[fate] !== undefined)
  const opts = { ...(!isSaid && { failParentOnFailure: true }), jobId, ...child.opts }
  return {
    ...place,
    ...child,
    opts,
    ...(child.children && {
      children: child.children.map((each, index) => toChild(each, `${opts.jobId}-${index}`, place)),
    }),
  }
}
