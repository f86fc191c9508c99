export interface MemoryCacheOptions {
  /** Most entries; beyond it the one that was not used for the longest time goes. Default 10,000. */
  maxEntries?: number
}

/** Everything that is wrong with the options. */
export function problemsOf({ maxEntries = 1 }: MemoryCacheOptions): string[] {
  return Number.isSafeInteger(maxEntries) && maxEntries > 0 ? [] : ['`maxEntries` has to be a whole number above 0']
}
