import { toError } from '../errors/to-error.ts'
import type { PlannedTrigger } from '../plan/plan.ts'
import { identityOf } from './identity-of.ts'
import type { ObservedTrigger } from './observation.ts'
import type { Observers } from './observers.ts'

type Match = Pick<ObservedTrigger, 'table' | 'phase' | 'rows'>

/** Tells observers of a trigger that matched, while `work` runs its actions. */
export function watchTrigger<T>(
  observers: Observers,
  { trigger, event }: PlannedTrigger,
  match: Match,
  work: () => Promise<T>,
): Promise<T> {
  const observed = observers.trigger({ trigger: identityOf(trigger), event, ...match })
  if (observed === undefined) return work()
  return observed.run(async () => {
    try {
      const result = await work()
      observed.end({})
      return result
    } catch (thrown) {
      observed.end({ error: toError(thrown, { trigger: trigger.name, event, table: match.table }) })
      throw thrown
    }
  })
}
