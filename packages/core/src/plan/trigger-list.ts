import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { ChangedRows } from './column-index.ts'
import type { PlannedTrigger } from './plan.ts'

/** The triggers of one place of a Plan. What it gives is in the order in which they run, each trigger once. */
export interface TriggerList {
  readonly empty: boolean
  /** All of them, whatever the Change. */
  readonly all: readonly PlannedTrigger[]
  /** Those that may fire for the Change, their conditions yet to be tested; only those after `after` where it is given. */
  matching(rows: ChangedRows, after?: PlannedTrigger): Iterable<PlannedTrigger>
  /** The same for many Changes, trigger by trigger. */
  matchingEach<Change extends ChangedRows>(
    changes: readonly Change[],
  ): Iterable<readonly [planned: PlannedTrigger, changes: readonly Change[]]>
}

/** The list without the triggers that `isMuted` names (R36). */
export function withoutMuted(list: TriggerList, isMuted: (trigger: NormalizedTrigger) => boolean): TriggerList {
  const isHeard = ({ trigger }: PlannedTrigger): boolean => !isMuted(trigger)
  return {
    get empty() {
      return !list.all.some(isHeard)
    },
    get all() {
      return list.all.filter(isHeard)
    },
    *matching(rows, after) {
      for (const planned of list.matching(rows, after)) if (isHeard(planned)) yield planned
    },
    *matchingEach(changes) {
      for (const entry of list.matchingEach(changes)) if (isHeard(entry[0])) yield entry
    },
  }
}
