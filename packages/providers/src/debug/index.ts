export type { DebugLike } from './debug-like.ts'
export { debugLogger } from './debug-logger.ts'
export { debugObserver } from './debug-observer.ts'
