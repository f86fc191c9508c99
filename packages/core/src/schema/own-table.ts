/** Tables of Triggerkit itself (outbox, store, history) bear this prefix and never fire, `['*']` included (R21). */
export const ownTablePrefix = 'triggerkit_'

/** Some databases take names in any case for the same. */
export function isOwnTable(names: Iterable<string>): boolean {
  for (const name of names) if ((name.split('.').at(-1) ?? name).toLowerCase().startsWith(ownTablePrefix)) return true
  return false
}
