export type { TriggersOptions } from './install/installation.ts'
export { type TriggersSubscriber, triggers } from './triggers.ts'
