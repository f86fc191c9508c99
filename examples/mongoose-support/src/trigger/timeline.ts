import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { Ticket } from '../models.ts'

/** In the write's transaction: what happened to a ticket, by which fields. */
export function registerTimeline(engine: Triggers): void {
  engine.register<Ticket>('Ticket', {
    name: 'timeline',
    events: [TriggerEvent.AFTER_WRITE],
    actions: [
      Trigger.database.insert('TicketEvent', {
        ticket: '{{record._id}}',
        operation: '{{operation}}',
        changedFields: '{{changedFields}}',
        from: '{{previousRecord.status}}',
        to: '{{record.status}}',
      }),
    ],
  })
}
