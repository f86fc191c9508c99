export { bullmqFlow } from './bullmq-flow.ts'
export type { AddedJob, FlowJobLike, JobOptions, QueueLike } from './bullmq-like.ts'
export type { BullmqConnection, BullmqFlowOptions, BullmqQueueOptions, FlowOf } from './bullmq-options.ts'
export { bullmqQueue } from './bullmq-queue.ts'
