import { TriggerActionType } from './trigger-action-type.ts'
import { TriggerEvent, type TriggerEventName } from './trigger-event.ts'
import { TriggerTiming, type TriggerTimingName } from './trigger-timing.ts'

const toEvent = lookup<TriggerEventName>(TriggerEvent)
const toTiming = lookup<TriggerTimingName>(TriggerTiming)
const toType = lookup<string>(TriggerActionType)

/** The event that a text means: its value or its member's name, in whatever case (`afterInsert`, `AFTER_INSERT`). */
export function toEventName(text: string): TriggerEventName | undefined {
  return toEvent(text)
}

export function toTimingName(text: string): TriggerTimingName | undefined {
  return toTiming(text)
}

/** The action type that a text means; one that is none of the known comes back as it is. */
export function toActionType(text: string): string {
  return toType(text) ?? text
}

function lookup<Value extends string>(members: Readonly<Record<string, Value>>): (text: string) => Value | undefined {
  const fold = (text: string): string => text.toLowerCase().replaceAll(/[_\-\s.]/g, '')
  const values = new Map<string, Value>()
  for (const [name, value] of Object.entries(members)) {
    values.set(fold(name), value)
    values.set(fold(value), value)
  }
  return (text) => (text.length > 64 ? undefined : values.get(fold(text)))
}
