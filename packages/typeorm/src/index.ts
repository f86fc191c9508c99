export { triggers, type TriggersSubscriber } from './triggers.ts'
export type { TriggersOptions } from './install/installation.ts'
