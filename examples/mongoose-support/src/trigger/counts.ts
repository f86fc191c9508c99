import { type ActionFunctionContext, Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { MongooseClient } from '@triggerkit/mongoose'
import type { Ticket } from '../models.ts'

/** In the write's transaction: how many open tickets each agent has. */
export function registerCounts(engine: Triggers): void {
  engine.register<Ticket>('Ticket', {
    name: 'count',
    events: [TriggerEvent.AFTER_WRITE],
    actions: [{ ...Trigger.custom(moveCount), phase: 'transaction' }],
  })
}

async function moveCount(context: ActionFunctionContext<Ticket>): Promise<void> {
  const { operation, record, previousRecord } = context
  const db = context.db as MongooseClient
  const before = operation === 'insert' ? undefined : holder(previousRecord)
  const after = operation === 'delete' ? undefined : holder(record)
  if (String(before) === String(after)) return
  const add = (agent: unknown, by: number): Promise<unknown> =>
    db.model('Agent').updateOne({ _id: agent }, { $inc: { openTickets: by } }, { session: db.session! })
  if (before !== undefined) await add(before, -1)
  if (after !== undefined) await add(after, 1)
}

/** The agent for whom the ticket counts. */
function holder(ticket: Partial<Ticket> | undefined): unknown {
  return ticket?.status === 'solved' ? undefined : ticket?.agent
}
