import type { Row } from '../change/change.ts'
import type { TriggerDefinition } from './trigger-definition.ts'

/** Takes a definition and gives it back, as it is, with its type. */
export type DefineTrigger<R extends object> = <const Tables extends string[] | undefined = undefined>(
  definition: Omit<TriggerDefinition<R>, 'tables'> & { tables?: Tables },
) => Omit<TriggerDefinition<R>, 'tables'> & (Tables extends undefined ? object : { tables: string[] })

/**
 * Types a definition that stands apart from its registration: `defineTrigger<Order>()({ name, events, … })`. With `tables` it can be
 * created in a store, without them it is for `register(table, definition)`.
 */
export function defineTrigger<R extends object = Row>(): DefineTrigger<R> {
  return (definition) => definition as never
}
