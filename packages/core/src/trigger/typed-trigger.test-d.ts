import { expectTypeOf, test } from 'vitest'
import type { ActionDefinition } from '../action/action-definition.ts'
import type { ActionFunction, ActionFunctionContext } from '../action/action-function.ts'
import { createTriggers } from '../engine/triggers.ts'
import { defineTrigger } from './define-trigger.ts'
import { Trigger } from './trigger.ts'
import { TriggerActionType } from './trigger-action-type.ts'
import type { TableTriggerDefinition, TriggerDefinition } from './trigger-definition.ts'
import { TriggerEvent } from './trigger-event.ts'
import { TriggerTiming } from './trigger-timing.ts'
import type { Customer, Order } from './typed-order.ts'

const triggers = createTriggers()
const { field, and } = Trigger.when

test('register types the condition', () => {
  triggers.register<Order>('orders', {
    name: 'paid',
    events: ['afterUpdate'],
    condition: and(field('record.status').changedTo('paid'), { field: 'total', operator: 'GREATER_THAN', value: 10 }),
    actions: [Trigger.log.info('{{record.id}}')],
  })
  const rest = { name: 'paid', events: [TriggerEvent.AFTER_UPDATE], actions: [] }
  // @ts-expect-error a wrong path, in an object
  triggers.register<Order>('orders', { ...rest, condition: { field: 'record.totl', operator: 'IS_NULL' } })
  // @ts-expect-error a wrong path, from the builder
  triggers.register<Order>('orders', { ...rest, condition: field('record.totl').equals(1) })
  // @ts-expect-error a wrong value
  triggers.register<Order>('orders', { ...rest, condition: field('record.total').greaterThan('x') })
  // @ts-expect-error a wrong event
  triggers.register<Order>('orders', { ...rest, events: ['afterPayment'] })
})

test('functions have the record without being told', () => {
  triggers.register<Order>('orders', {
    name: 'price',
    events: ['beforeWrite'],
    actions: [
      Trigger.custom(({ record, previousRecord, set }) => {
        expectTypeOf(record).toEqualTypeOf<Order>()
        expectTypeOf(previousRecord).toEqualTypeOf<Order | undefined>()
        set({ total: record.total + 1, status: 'paid' })
        // @ts-expect-error no such column
        set({ totl: 1 })
        // @ts-expect-error no such status
        set({ status: 'gone' })
        // @ts-expect-error no such column
        return record.totl
      }),
      Trigger.custom(async ({ record }) => {
        expectTypeOf(record).toEqualTypeOf<Order>()
      }),
      Trigger.custom(({ record }) => expectTypeOf(record).toEqualTypeOf<Order>(), {
        name: 'sum',
        needs: { columns: ['total', 'address.city'], previousRecord: true },
      }),
      // @ts-expect-error no such column
      Trigger.custom(() => undefined, { needs: { columns: ['totl'] } }),
      {
        ...Trigger.custom(({ record }) => expectTypeOf(record).toEqualTypeOf<Order>()),
        timing: 'async',
        continueOnError: true,
      },
      { type: 'custom', run: ({ record }) => expectTypeOf(record).toEqualTypeOf<Order>() },
      { type: 'custom', config: { run: ({ record }) => expectTypeOf(record).toEqualTypeOf<Order>() } },
    ],
  })
})

test('functions that stand apart fit where their record does', () => {
  const price = async ({ record }: ActionFunctionContext<Order>): Promise<number> => record.total
  const any = ({ table, record }: ActionFunctionContext): unknown => [table, record.anything]
  const identified: ActionFunction<{ id: number }> = ({ record }) => record.id
  const greet = ({ record }: ActionFunctionContext<Customer>): string => record.name
  const rest = { name: 'x', events: [TriggerEvent.AFTER_INSERT] }
  triggers.register<Order>('orders', {
    ...rest,
    actions: [Trigger.custom(price), Trigger.custom(any), Trigger.custom(identified), Trigger.custom('registered')],
  })
  // @ts-expect-error a function of another record
  triggers.register<Order>('orders', { ...rest, actions: [Trigger.custom(greet)] })
  // @ts-expect-error a function of another record, in an object
  triggers.register<Order>('orders', { ...rest, actions: [{ type: 'custom', run: greet }] })
  triggers.register('orders', { ...rest, actions: [Trigger.custom(price), Trigger.custom(greet), Trigger.custom(any)] })
})

test('record.set and record.validate are keyed by the columns', () => {
  triggers.register<Order>('orders', {
    name: 'set',
    events: ['beforeInsert'],
    actions: [
      Trigger.record.set({ total: 1, createdAt: '{{timestamp}}', price: 3, note: null, 'address.city': 'Bern' }),
      Trigger.record.set({ address: { city: '{{input.city}}' } }),
      { type: 'record.set', fields: { status: 'new' } },
      { type: TriggerActionType.RECORD_SET, config: { fields: { status: '{{input.status}}' } } },
      Trigger.record.validate({ total: { min: 1 }, 'address.city': { required: true } }),
      Trigger.record.validate(class Dto {}),
      // @ts-expect-error no such column
      Trigger.record.set({ totl: 1 }),
      // @ts-expect-error no number
      Trigger.record.set({ total: 'x' }),
      // @ts-expect-error no such status
      Trigger.record.set({ status: 'gone' }),
      // @ts-expect-error no such column inside an object
      Trigger.record.set({ address: { town: 'Bern' } }),
      // @ts-expect-error a method is no column
      { ...Trigger.record.set({ toString: 1 }), name: 'x' },
      // @ts-expect-error no such column
      { type: 'record.set', fields: { totl: 1 } },
      // @ts-expect-error no such column
      { type: 'record.set', config: { fields: { totl: 1 } } },
      // @ts-expect-error no such column
      Trigger.record.validate({ totl: { min: 1 } }),
      // @ts-expect-error no such rule
      Trigger.record.validate({ total: { least: 1 } }),
    ],
  })
})

test('a definition may stand apart, with tables and without', () => {
  const apart = defineTrigger<Order>()({
    name: 'apart',
    events: ['afterInsert'],
    condition: field('record.status').equals('paid'),
    actions: [Trigger.custom(({ record }) => expectTypeOf(record).toEqualTypeOf<Order>())],
  })
  triggers.register<Order>('orders', apart)
  triggers.register('orders', apart)
  // @ts-expect-error it is one of orders
  triggers.register<Customer>('customers', apart)
  // @ts-expect-error it names no table
  const withoutTables: TriggerDefinition = apart
  const whole = defineTrigger<Order>()({ name: 'whole', tables: ['orders'], events: ['afterInsert'], actions: [] })
  const withTables: TriggerDefinition = whole
  expectTypeOf([withoutTables, withTables]).toExtend<TriggerDefinition[]>()
  // @ts-expect-error a wrong path
  defineTrigger<Order>()({ name: 'x', events: ['afterInsert'], condition: field('totl').isNull(), actions: [] })
  // @ts-expect-error no such member
  defineTrigger<Order>()({ name: 'x', events: ['afterInsert'], actions: [], enable: true })
  const loose = defineTrigger()({
    name: 'loose',
    events: ['afterInsert'],
    condition: field('record.any').equals('x'),
    actions: [Trigger.custom(({ record }) => expectTypeOf(record.any).toEqualTypeOf<unknown>())],
  })
  triggers.register('orders', loose)
})

test('every form of an action compiles, typed and not', () => {
  const actions: ActionDefinition[] = [
    { type: 'log.create', config: { message: 'x' } },
    { type: 'log.info', message: 'x', timing: TriggerTiming.ASYNC },
    { ...Trigger.log.info('x'), continueOnError: true, timing: 'async' },
    {
      type: TriggerActionType.CUSTOM_HTTP,
      url: 'https://x.example',
      retry: { maxAttempts: 3, retryOn: ['ETIMEDOUT'] },
    },
    { type: 'of.my.own', anything: 1 },
    Trigger.record.set({ anything: 1 }),
    Trigger.record.validate({ anything: { anything: 1 } }),
    Trigger.custom(({ record }) => record.anything),
  ]
  const loose: TableTriggerDefinition = { name: 'x', events: ['afterInsert', TriggerEvent.BEFORE_WRITE], actions }
  triggers.register('orders', loose)
  triggers.register<Order>('orders', { name: 'x', events: ['afterInsert'], actions })
  const stored: TriggerDefinition = {
    tag: 'my-trigger',
    name: 'My Trigger',
    events: ['afterInsert'],
    tables: ['users'],
    actions: [{ type: 'log.create', config: { message: 'User created' } }],
  }
  triggers.register('users', stored)
})
