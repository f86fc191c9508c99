/**
 * What a print-out of an object shows: its own properties, getters not run; and of what keeps its content inside (an address, its parameters,
 * headers), that content.
 */
export function ownMembers(value: object): [key: string, member: unknown][] {
  if (value instanceof URL || value instanceof URLSearchParams) return [['text', String(value)]]
  if (typeof Headers === 'function' && value instanceof Headers) return [...value]
  return Reflect.ownKeys(value).flatMap((key): [string, unknown][] => {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    if (descriptor === undefined || !('value' in descriptor) || typeof descriptor.value === 'function') return []
    return [[String(key), descriptor.value]]
  })
}
