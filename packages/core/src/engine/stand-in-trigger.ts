import { printable } from '../trigger/check-label.ts'
import { isFilledText } from '../trigger/check-value.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { isPlainObject } from '../value/plain-object.ts'

/** What `onError` is told of as the trigger, where a stored definition gives none. */
export function standInOf(tag: string, definition?: unknown): NormalizedTrigger {
  const name = printable(isPlainObject(definition) && isFilledText(definition.name) ? definition.name : tag)
  const nothing = { tables: [], events: [], actions: [], enabled: false, priority: 100 }
  return { tag, name, ...nothing, forEach: 'row', per: 'net', fire: 'always', origin: 'stored' }
}
