import { SecretText } from '../template/secret-text.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { BlankText } from './blank.ts'

/**
 * A value as a report has it: a copy, so that nothing that happens to a row later reaches it, without hidden columns, and with placeholders
 * where a value is not to be seen. Instances of classes stay as they are.
 */
export function shownValue(value: unknown, open: readonly unknown[] = []): unknown {
  if (value instanceof BlankText) return value.text
  if (value instanceof SecretText)
    return value.parts.map((part) => (typeof part === 'string' ? part : `{{secret.${part.secret}}}`)).join('')
  const isList = Array.isArray(value)
  if (!isList && !isPlainObject(value)) return value
  if (open.includes(value)) return '[Circular]'
  const within = [...open, value]
  if (isList) return value.map((item) => shownValue(item, within))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shownValue(member, within)]))
}
