import type { NormalizedTrigger } from './normalized-trigger.ts'
import type { TriggerEventName } from './trigger-event.ts'

/** Whether the trigger is one of the event's: `afterWrite` has those of all three events, and every one of them has those of `afterWrite`. */
export function firesAt({ events, fire }: NormalizedTrigger, event: TriggerEventName): boolean {
  // A deleted row becomes nothing.
  if (fire === 'becomes-true' && event.endsWith('Delete')) return false
  const prefix = event.startsWith('before') ? 'before' : 'after'
  const whole = `${prefix}Write` as const
  if (event === whole) return events.some((each) => each.startsWith(prefix))
  return events.includes(event) || events.includes(whole)
}
