/** A function of an instance, bound to what it belongs to. */
export type BoundFunction = (argument: unknown) => unknown

/**
 * The function at a path such as `notifications.email.send`; undefined where there is none, or where something on the way cannot be read:
 * `onUnreadable` is told then. Never throws.
 */
export function findFunction(
  instance: unknown,
  path: string,
  onUnreadable: (path: string, thrown: unknown) => void = () => undefined,
): BoundFunction | undefined {
  const names = path.split('.')
  let owner: unknown
  let value: unknown = instance
  for (const [index, name] of names.entries()) {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
    owner = value
    try {
      value = (value as Record<string, unknown>)[name]
    } catch (thrown) {
      onUnreadable(names.slice(0, index + 1).join('.'), thrown)
      return undefined
    }
  }
  if (typeof value !== 'function') return undefined
  const found = value
  return (argument) => Reflect.apply(found, owner, [argument]) as unknown
}
