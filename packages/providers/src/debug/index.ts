export { type DebugLike, debugLogger } from './debug-logger.ts'
