import { currentContext } from '../context/execution-context.ts'
import type { EngineCore } from './engine-core.ts'
import type { RunOrigin } from './pending-run.ts'

/** What all runs of a Write that begins now have in common. */
export function originOf({ options, clock }: EngineCore): RunOrigin {
  const { database, env } = options
  const { values, chain, muted, writes } = currentContext()
  return {
    database,
    env,
    timestamp: new Date(clock.now()).toISOString(),
    values,
    chain,
    writes,
    isMuted:
      muted && ((trigger) => muted.tags === 'all' || muted.tags.has(trigger.tag) || muted.tags.has(trigger.name)),
  }
}
