export { memoryCache } from './memory-cache.ts'
export type { MemoryCacheOptions } from './memory-cache-options.ts'
