import { Trigger, TriggerEvent, type Triggers } from '@triggerkit/core'

/** After the write, in its transaction: both are kept, or neither. One trigger for every model. */
export function registerAudit(engine: Triggers): void {
  engine.register('Post', {
    name: 'audit',
    tables: ['Author', 'Post', 'Tag', 'Comment'],
    events: [TriggerEvent.AFTER_WRITE],
    actions: [
      Trigger.database.insert('Audit', {
        table: '{{table}}',
        operation: '{{operation}}',
        rowId: '{{record.id}}',
        changedFields: '{{changedFields}}',
        at: '{{timestamp}}',
      }),
    ],
  })
}
