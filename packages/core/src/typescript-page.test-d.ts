import { expectTypeOf, test } from 'vitest'
import {
  type ActionFunctionContext,
  createTriggers,
  defineTrigger,
  type TableTriggerDefinition,
  Trigger,
} from './index.ts'

/** The blocks of docs/typescript.md, word for word: `typescript-page.test.ts` compares them, the compiler checks them here. */
const triggers = createTriggers()

interface Order {
  id: number
  status: 'new' | 'paid' | 'cancelled'
  total: number
  paidAt: Date | null
  address: { city: string; zip?: string }
  items: { name: string; quantity: number }[]
}

triggers.register<Order>('orders', {
  name: 'greet-large-orders',
  events: ['afterInsert'],
  condition: Trigger.when.and(
    Trigger.when.field('record.total').greaterThan(1000),
    Trigger.when.field('record.address.city').in(['Bern', 'Basel']),
  ),
  actions: [
    Trigger.custom(async ({ record, previousRecord }) => {
      console.log(record.items.length, previousRecord?.status)
    }),
  ],
})

triggers.register<Order>('orders', {
  name: 'wrong-path',
  events: ['afterInsert'],
  // @ts-expect-error "record.totl" is no path of Order
  condition: Trigger.when.field('record.totl').equals(1),
  actions: [],
})

triggers.register<Order>('orders', {
  name: 'wrong-value',
  events: ['afterInsert'],
  // @ts-expect-error "much" is no number
  condition: { field: 'record.total', operator: 'GREATER_THAN', value: 'much' },
  actions: [],
})

const stampPayment = defineTrigger<Order>()({
  name: 'stamp-payment',
  events: ['beforeUpdate'],
  condition: Trigger.when.field('record.status').changedTo('paid'),
  actions: [
    Trigger.record.set({ paidAt: '{{timestamp}}' }),
    Trigger.record.validate({ total: { min: 0 }, 'address.city': { required: true } }),
  ],
})

triggers.register<Order>('orders', stampPayment)

async function notifyWarehouse({ record, signal }: ActionFunctionContext<Order>): Promise<void> {
  await fetch(`https://warehouse.example/orders/${record.id}`, { method: 'POST', signal })
}

triggers.register<Order>('orders', {
  name: 'notify-warehouse',
  events: ['afterUpdate'],
  actions: [Trigger.custom(notifyWarehouse, { needs: { columns: ['id'] } })],
})

test('a definition that stands apart is one of its row', () => {
  expectTypeOf(stampPayment).toExtend<TableTriggerDefinition<Order>>()
})
