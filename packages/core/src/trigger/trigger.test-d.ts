import { expectTypeOf, test } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { Trigger } from './trigger.ts'
import type { TableTriggerDefinition } from './trigger-definition.ts'
import { TriggerEvent } from './trigger-event.ts'

interface Order {
  id: number
  status: 'new' | 'paid'
}

test('custom functions are typed by their record', () => {
  const action = Trigger.custom<Order>(({ record, previousRecord, set }) => {
    expectTypeOf(record).toEqualTypeOf<Order>()
    expectTypeOf(previousRecord).toEqualTypeOf<Order | undefined>()
    set({ status: 'paid' })
    // @ts-expect-error no such status
    set({ status: 'gone' })
    return record.id
  })
  expectTypeOf(action).toEqualTypeOf<ActionDefinition<Order>>()
})

test('builders fit into a definition, as members and as strings', () => {
  const definition: TableTriggerDefinition = {
    name: 'x',
    events: [TriggerEvent.AFTER_INSERT, 'beforeUpdate'],
    condition: Trigger.when.and(Trigger.when.field('record.total').greaterThan(1)),
    actions: [
      { ...Trigger.log.info('x'), continueOnError: true, timing: 'async' },
      { type: 'log.create', config: { message: 'x' } },
    ],
  }
  expectTypeOf(definition.condition).toEqualTypeOf<ConditionDefinition | undefined>()
  // @ts-expect-error no such event
  TriggerEvent.AFTER_EVERYTHING
  // @ts-expect-error a path is a string
  Trigger.when.field(5)
  // @ts-expect-error data is needed
  Trigger.database.insert('logs')
})
