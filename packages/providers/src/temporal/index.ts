export { temporal } from './temporal.ts'
export type { TemporalClientLike, TemporalConnectionLike, TemporalHandleLike } from './temporal-like.ts'
export type { TemporalOptions, TemporalStartOptions, TemporalTls, TemporalWorkflow } from './temporal-options.ts'
