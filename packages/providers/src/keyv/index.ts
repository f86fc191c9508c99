export { keyv } from './keyv.ts'
export type { KeyvLike } from './keyv-like.ts'
export type { KeyvCacheOptions } from './keyv-options.ts'
