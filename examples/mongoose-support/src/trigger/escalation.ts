import { type ActionFunctionContext, Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { Ticket } from '../models.ts'

/** A customer who has written three times without an answer makes the ticket urgent; an urgent ticket pages somebody, once. */
export function registerEscalation(engine: Triggers, pager: string): void {
  engine.register<Ticket>('Ticket', {
    name: 'escalate',
    description: 'Before the write: looks at the messages as they will be, $push included',
    events: [TriggerEvent.BEFORE_INSERT, TriggerEvent.BEFORE_UPDATE],
    condition: Trigger.when.field('record.priority').equals('normal'),
    actions: [Trigger.custom(raisePriority)],
  })

  engine.register<Ticket>('Ticket', {
    name: 'page',
    description: 'After the commit: of a transaction that is rolled back nobody hears',
    events: [TriggerEvent.AFTER_WRITE],
    condition: Trigger.when.field('record.priority').equals('urgent'),
    fire: 'becomes-true',
    actions: [Trigger.http.post(pager, { subject: '{{record.subject}}', customer: '{{record.customer.name}}' })],
  })
}

function raisePriority({ record, set }: ActionFunctionContext<Ticket>): void {
  const unanswered = record.messages.slice(record.messages.findLastIndex(({ from }) => from === 'agent') + 1)
  if (unanswered.length >= 3) set({ priority: 'urgent' })
}
