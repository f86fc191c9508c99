export { type TriggersExtension, type TriggersOptions, triggers } from './triggers.ts'
