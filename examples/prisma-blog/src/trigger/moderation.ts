import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'

/** Before the write, however deep in a nested one: what is refused takes the whole write with it. */
export function registerModeration(engine: Triggers): void {
  const { field } = Trigger.when

  engine.register('Comment', {
    name: 'refuse-advertising',
    events: [TriggerEvent.BEFORE_INSERT, TriggerEvent.BEFORE_UPDATE],
    condition: field('record.body').matches(/\b(casino|lottery)\b/i),
    actions: [Trigger.record.reject('Comments do not advertise', { code: 'ADVERTISING', field: 'body' })],
  })

  engine.register('Comment', {
    name: 'hold-links',
    description: 'A comment with a link waits until somebody has looked at it',
    events: [TriggerEvent.BEFORE_INSERT],
    condition: field('record.body').matches(/https?:/i),
    actions: [Trigger.record.set({ approved: false })],
  })

  engine.register('Post', {
    name: 'keep-what-is-published',
    events: [TriggerEvent.BEFORE_DELETE],
    condition: field('record.published').equals(true),
    actions: [Trigger.record.reject('Take "{{record.title}}" back before you delete it', { code: 'PUBLISHED' })],
  })
}
