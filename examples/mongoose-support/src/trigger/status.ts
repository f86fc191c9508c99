import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'
import type { Ticket } from '../models.ts'

/** Before the write, whichever call makes it: a change of status is stamped, and what is solved is left alone. */
export function registerStatus(engine: Triggers): void {
  const { field, and } = Trigger.when

  engine.register<Ticket>('Ticket', {
    name: 'stamp-status',
    events: [TriggerEvent.BEFORE_INSERT, TriggerEvent.BEFORE_UPDATE],
    condition: field('record.status').changed(),
    actions: [Trigger.record.set({ statusChangedAt: '{{timestamp}}' })],
  })

  engine.register<Ticket>('Ticket', {
    name: 'keep-solved',
    events: [TriggerEvent.BEFORE_UPDATE],
    condition: and(field('previousRecord.status').equals('solved'), field('record.status').equals('solved')),
    actions: [Trigger.record.reject('Open "{{record.subject}}" again before you change it', { code: 'SOLVED' })],
  })
}
