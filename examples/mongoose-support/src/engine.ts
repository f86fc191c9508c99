import { createTriggers, type ErrorHandler, type Triggers } from '@triggerkit/core'
import { registerCounts } from './trigger/counts.ts'
import { registerEscalation } from './trigger/escalation.ts'
import { registerStatus } from './trigger/status.ts'
import { registerTimeline } from './trigger/timeline.ts'

/** The support desk's triggers. `pager` is where urgent tickets are told. */
export function createSupportTriggers(pager: string, onError: ErrorHandler): Triggers {
  const engine = createTriggers({ env: 'demo', onError })
  registerStatus(engine)
  registerEscalation(engine, pager)
  registerCounts(engine)
  registerTimeline(engine)
  return engine
}
