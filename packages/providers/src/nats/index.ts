export { nats } from './nats.ts'
export type { NatsLike } from './nats-like.ts'
export type { NatsOptions, NatsTls } from './nats-options.ts'
