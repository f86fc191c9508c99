import { describeText } from './describe-value.ts'

/** Where something went wrong, as far as it is known. */
export interface ErrorPlace {
  trigger?: string
  action?: string
  event?: string
  table?: string
}

/** `Action "send-email" of trigger "welcome" (afterInsert on users)` */
export function describePlace(place: ErrorPlace): string {
  const trigger = place.trigger === undefined ? 'a trigger' : `trigger ${describeText(place.trigger)}`
  const subject =
    place.action === undefined ? capitalize(trigger) : `Action ${describeText(place.action)} of ${trigger}`
  const where = [place.event, place.table === undefined ? undefined : `on ${place.table}`].filter(
    (part) => part !== undefined,
  )
  return where.length > 0 ? `${subject} (${where.join(' ')})` : subject
}

/** The place's known parts, for an error's data. */
export function placeData(place: ErrorPlace): Record<string, unknown> {
  const { trigger, action, event, table } = place
  return Object.fromEntries(
    Object.entries({ trigger, action, event, table }).filter(([, value]) => value !== undefined),
  )
}

function capitalize(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
