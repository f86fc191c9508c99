import { bytesOf } from '../value/value-class.ts'
import { ownMembers } from './own-members.ts'

/** Whether some text or number within a value, at any depth, is such a one. What is nested deeper than `maxDepth` is taken to be. */
export function holdsText(value: unknown, test: (text: string) => boolean, maxDepth: number): boolean {
  const seen = new Set<object>()
  const holds = (part: unknown, depth: number): boolean => {
    if (typeof part === 'string') return test(part)
    if (typeof part === 'number' || typeof part === 'bigint') return test(String(part))
    if (part === null || typeof part !== 'object' || seen.has(part)) return false
    if (depth > maxDepth) return true
    seen.add(part)
    return textsAndParts(part).some((inner) => holds(inner, depth + 1))
  }
  return holds(value, 0)
}

function textsAndParts(value: object): unknown[] {
  if (Array.isArray(value)) return value
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].flat()
  if (value instanceof Set) return [...value]
  const bytes = bytesOf(value)
  if (bytes !== undefined) return [new TextDecoder().decode(bytes)]
  const own = ownMembers(value).flat()
  return value instanceof Error ? [value.message, value.stack, ...own] : own
}
