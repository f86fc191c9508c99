import type { Row } from '../../../change/change.ts'
import { describeText } from '../../../errors/describe-value.ts'
import { toText } from '../../../template/to-text.ts'
import { isPlainObject } from '../../../value/plain-object.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'

/**
 * The message of that name; without a name `default`. Undefined where the provider has none at all, or no `default`.
 *
 * @throws ActionError where messages are registered, but not the one that the action names, or where it is an object that has none of `parts`.
 */
export function messageOf<T>(
  run: ActionRun,
  messages: Readonly<Record<string, T>> | undefined,
  name: string | undefined,
  parts: readonly string[],
): T | undefined {
  const wanted = name ?? 'default'
  if (messages !== undefined && Object.hasOwn(messages, wanted)) {
    const message = messages[wanted]
    if (isPlainObject(message) && parts.every((part) => message[part] === undefined)) {
      const there = Object.keys(message).join(', ') || 'none'
      throw inputError(run, `the message ${describeText(wanted)} has no ${parts.join(', ')}. Its parts: ${there}.`)
    }
    return message
  }
  const known = Object.keys(messages ?? {})
  if (name === undefined || known.length === 0) return undefined
  throw inputError(run, `the provider has no message ${describeText(name)}. Its messages: ${known.join(', ')}.`)
}

/** What to call a notification that nobody gave a title: `Welcome message: userName Ann`. */
export function titleOf(run: ActionRun, name: string | undefined, variables: Row): string {
  const words = (name ?? run.trigger.name).replaceAll(/[-_.\s]+/g, ' ').trim()
  const values = Object.entries(variables).map(([key, value]) => `${key} ${toText(value)}`)
  return words.charAt(0).toUpperCase() + words.slice(1) + (values.length > 0 ? `: ${values.join(', ')}` : '')
}

/** One variable a line. */
export function describeVariables(variables: Row): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}: ${toText(value)}`)
    .join('\n')
}
