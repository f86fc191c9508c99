/** Tables of Triggerkit itself (outbox, store, history) bear this prefix and never fire, `['*']` included (R21). */
export const ownTablePrefix = 'triggerkit_'

export function isOwnTable(names: Iterable<string>): boolean {
  for (const name of names) if ((name.split('.').at(-1) ?? name).startsWith(ownTablePrefix)) return true
  return false
}
