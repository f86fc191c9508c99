export { type TriggersExtension, triggers } from './triggers.ts'
