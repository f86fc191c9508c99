import type { PauseTarget } from '@triggerkit/core/adapter'
import fc from 'fast-check'

/** One Job, or a chain of them. */
export interface AppendedGroup {
  length: number
  orderingKey?: string
  onDead: 'hold' | 'skip'
  continueOnError: boolean
  trigger: string
  delayed: boolean
}

/** Something that somebody does with the outbox; `pick` chooses among what there is. */
export type Step =
  | { do: 'append'; groups: AppendedGroup[] }
  | { do: 'claim'; limit: number; brief: boolean }
  | { do: 'settle'; pick: number; as: 'completed' | 'ready' | 'dead' | 'released' | 'relayed'; delayed: boolean }
  | { do: 'renew'; pick: number; brief: boolean }
  | { do: 'retry' | 'discard'; pick: number; wide: boolean; limit: number }
  | { do: 'pause' | 'resume'; target: PauseTarget }
  | { do: 'pass' }

const orderingKey = fc.constantFrom(undefined, undefined, 'k', 'l')
const trigger = fc.constantFrom('t', 'u')
const pick = fc.nat(1_000)
const limit = fc.constantFrom(1, 2, 5, 20)

const group = fc.record<AppendedGroup>({
  length: fc.constantFrom(1, 1, 2, 3),
  orderingKey,
  onDead: fc.constantFrom('hold', 'skip'),
  continueOnError: fc.boolean(),
  trigger,
  delayed: fc.constantFrom(false, false, false, true),
})

const target = fc.constantFrom<PauseTarget>(
  { kind: 'trigger', name: 't' },
  { kind: 'key', name: 'k' },
  { kind: 'provider', name: 'http' },
)

const settleAs = fc.constantFrom<Extract<Step, { do: 'settle' }>['as']>(
  'completed',
  'completed',
  'ready',
  'dead',
  'dead',
  'released',
  'relayed',
)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('append' as const), groups: fc.array(group, { maxLength: 3 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('claim' as const), limit, brief: fc.boolean() }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('settle' as const), pick, as: settleAs, delayed: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), pick, brief: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('retry' as const), pick, wide: fc.boolean(), limit }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('discard' as const), pick, wide: fc.boolean(), limit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), target }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const) }) },
)

/** Any schedule: it begins with Jobs, so that the rest has something to do. */
export const schedules: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(group, { minLength: 1, maxLength: 4 }), fc.array(step, { minLength: 5, maxLength: 30 }))
  .map(([groups, steps]) => [{ do: 'append', groups }, ...steps])
