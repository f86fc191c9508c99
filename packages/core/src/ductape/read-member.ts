/** A member of what the SDK gave, which may be anything: undefined where there is none or reading it throws. */
export function readMember(owner: unknown, name: string): unknown {
  if (owner === null || typeof owner !== 'object') return undefined
  try {
    return (owner as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}
