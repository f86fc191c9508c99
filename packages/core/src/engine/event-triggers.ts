import { assertArguments } from '../errors/argument-error.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import { isFilledText } from '../trigger/check-value.ts'
import { firesAt } from '../trigger/fires-at.ts'
import { toEventName } from '../trigger/names.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { TriggerEvent, type TriggerEventName } from '../trigger/trigger-event.ts'
import type { Binding } from './binding.ts'
import type { EngineCore } from './engine-core.ts'
import { type FoundTable, findTable } from './find-table.ts'

/** An event as a caller may write it: a member of `TriggerEvent`, or its value or name in any case (`afterInsert`, `AFTER_INSERT`). */
export type EventText = TriggerEventName | keyof typeof TriggerEvent | (string & {})

/** See `Triggers.getTriggersForEvent`. */
export function triggersForEvent(
  core: EngineCore,
  bindings: Iterable<Binding>,
  table: unknown,
  event: unknown,
): NormalizedTrigger[] {
  let found: FoundTable | undefined
  let name: TriggerEventName | undefined
  assertArguments('triggers.getTriggersForEvent(table, event)', (problems) => {
    found = readTable(table, bindings, 'table', problems)
    name = readEvent(event, problems)
  })
  return core.registry
    .find(found!.names)
    .map(({ trigger }) => trigger)
    .filter((trigger) => trigger.enabled && isOfEnv(trigger, core.options.env) && firesAt(trigger, name!))
}

export function readTable(
  table: unknown,
  bindings: Iterable<Binding>,
  path: string,
  problems: ProblemList,
): FoundTable | undefined {
  if (isFilledText(table)) return findTable(table, bindings, path, problems)
  problems.addType(path, 'the name of a table', table)
  return undefined
}

export function readEvent(event: unknown, problems: ProblemList): TriggerEventName | undefined {
  const name = isFilledText(event) ? toEventName(event) : undefined
  if (name !== undefined) return name
  if (isFilledText(event)) problems.addUnknown('event', 'event', event, Object.values(TriggerEvent))
  else problems.addType('event', 'an event such as "afterInsert"', event)
  return undefined
}

/** Whether the trigger fires in this environment. */
export function isOfEnv({ envs }: NormalizedTrigger, env: string | undefined): boolean {
  return envs === undefined || (env !== undefined && envs.includes(env))
}
