import type { NormalizedAction } from '../action/action-definition.ts'
import { actionPayloads } from '../trigger/action-payload.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'

/** Longer names of functions are cut: they are all of one handler then, whose Jobs say that the function is missing. */
const maxLength = 255

/** What a worker has to know to run an action: its type; of a function its name, or where its definition is. */
export function handlerOf(action: NormalizedAction, trigger: Pick<NormalizedTrigger, 'tag'>): string {
  if (action.type !== 'custom') return action.type
  const { function: name } = action.payload
  const isNamed = action.run === undefined && typeof name === 'string'
  return (isNamed ? `custom:${name}` : `custom:${trigger.tag}/${action.name}`).slice(0, maxLength)
}

/** All that this process can run, of these families: types, registered functions, and those of triggers in its code. */
export function knownHandlers(
  functions: Iterable<string>,
  triggers: Iterable<NormalizedTrigger>,
  families?: readonly string[],
): string[] {
  const isWanted = (type: string): boolean =>
    families === undefined || families.includes(type === 'custom.http' ? 'http' : type.split('.')[0]!)
  const handlers = Object.keys(actionPayloads).filter((type) => type !== 'custom' && isWanted(type))
  if (!isWanted('custom')) return handlers
  const named = [...functions].map((name) => `custom:${name}`.slice(0, maxLength))
  const inline = [...triggers].flatMap((trigger) =>
    trigger.actions
      .filter((action) => action.type === 'custom' && action.run !== undefined && action.timing === 'queued')
      .map((action) => handlerOf(action, trigger)),
  )
  return [...new Set([...handlers, ...named, ...inline])]
}
