import type { ActionDefinition, ActionOptions } from '../../action/action-definition.ts'

/** An action in the flat form; members that are undefined are left out. */
export function toAction(type: string, payload: object, options?: object): ActionDefinition {
  const members = Object.entries({ ...payload, ...options }).filter(([, value]) => value !== undefined)
  return { type, ...Object.fromEntries(members) }
}

/** What a builder's last argument may carry beside its own fields: the action's own keys. */
export type WithActionOptions<T> = T & ActionOptions
