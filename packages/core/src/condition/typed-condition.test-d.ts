import type { ObjectId } from 'bson'
import type { Decimal } from 'decimal.js'
import type { Decimal as LightDecimal } from 'decimal.js-light'
import { expectTypeOf, test } from 'vitest'
import type { Customer, Order } from '../trigger/typed-order.ts'
import type { ConditionDefinition, FieldCondition } from './condition-definition.ts'
import { ConditionOperator } from './condition-operator.ts'
import { when } from './when.ts'

/** A condition on orders, as a definition of `Order` takes it. */
declare function ofOrder(...conditions: ConditionDefinition<Order>[]): void
declare function ofCustomer(...conditions: ConditionDefinition<Customer>[]): void

const { field, and, or, not } = when

test('paths of the row, with and without what may stand in front', () => {
  ofOrder(
    { field: 'total', operator: 'EQUALS', value: 1 },
    { field: 'record.total', operator: ConditionOperator.GREATER_THAN, value: 1 },
    { field: 'previousRecord.total', operator: 'IS_NULL' },
    { field: 'record.note', operator: 'IS_EMPTY' },
    { field: 'record.address.city', operator: 'EQUALS', value: 'Bern' },
    { field: 'address.geo.lat', operator: 'LESS_THAN', value: 47 },
    { field: 'record.items.0.name', operator: 'EQUALS', value: 'x' },
    { field: 'record.items[0].name', operator: 'EQUALS', value: 'x' },
    { field: 'record.items.length', operator: 'GREATER_THAN', value: 2 },
    { field: 'record.tags.1', operator: 'EQUALS', value: 'x' },
  )
  // @ts-expect-error no such column
  ofOrder({ field: 'record.totl', operator: 'EQUALS', value: 1 })
  // @ts-expect-error no such column
  ofOrder({ field: 'totl', operator: 'EQUALS', value: 1 })
  // @ts-expect-error no such column of the row before
  ofOrder({ field: 'previousRecord.totl', operator: 'IS_NULL' })
  // @ts-expect-error no such root
  ofOrder({ field: 'recrod.total', operator: 'IS_NULL' })
  // @ts-expect-error no such column inside an object
  ofOrder({ field: 'record.address.town', operator: 'IS_NULL' })
  // @ts-expect-error no such column inside an object inside an object
  ofOrder({ field: 'record.address.geo.latt', operator: 'IS_NULL' })
  // @ts-expect-error items have no such column
  ofOrder({ field: 'record.items.0.nam', operator: 'IS_NULL' })
  // @ts-expect-error an array is read by index
  ofOrder({ field: 'record.items.first', operator: 'IS_NULL' })
})

test('what has no members ends a path: dates, numbers, bytes and other instances of classes', () => {
  ofOrder(field('createdAt').isNull(), field('price').isNull(), field('ref').isNull(), field('bytes').isNull())
  // @ts-expect-error a date is one value
  ofOrder(field('record.createdAt.getTime').isNull())
  // @ts-expect-error a Decimal is one value
  ofOrder(field('record.price.d').isNull())
  // @ts-expect-error an ObjectId is one value
  ofOrder(field('record.ref.id').isNull())
  // @ts-expect-error bytes are one value
  ofOrder(field('record.bytes.length').isNull())
  // @ts-expect-error a text is one value
  ofOrder(field('record.note.length').isNull())
})

test('JSON columns, Maps and objects by any key are open below their name', () => {
  ofOrder(field('record.meta.a.b').equals(1), field('record.json.a.0').equals('x'))
  ofOrder(field('record.labels.any').equals('x'), field('record.sizes.any').equals(1))
  // @ts-expect-error the column itself has to exist
  ofOrder(field('record.metta.a').equals(1))
})

test('types that refer to one another are finite, and methods are no columns', () => {
  ofOrder(field('record.customer.name').equals('x'), field('record.customer.orders.0.total').equals('x'))
  ofCustomer(field('record.orders.0.total').equals(1), field('record.referrer.name').isNull())
  ofCustomer(field('record.referrer.referrer.referrer.name').isNull())
  // @ts-expect-error no such column of the related row
  ofOrder(field('record.customer.nam').equals('x'))
  // @ts-expect-error a method
  ofCustomer(field('record.save').isNull())
  // @ts-expect-error what a promise will hold is not in the row
  ofCustomer(field('record.lastOrder.total').isNull())
})

test('what a Write has beside its row is not checked', () => {
  ofOrder(field('user.id').equals(1), field('env').equals('prd'), field('context.tenant.id').equals('a'))
  ofOrder(field('changedFields').contains('total'), field('input.avatar').isNull(), field('record').isNotNull())
  ofOrder({ field: 'actions.price.result.total', operator: 'GREATER_THAN', value: 1 })
})

test('a path of the builder is checked wherever it is joined', () => {
  const status = field('record.status')
  expectTypeOf(status.changed()).toEqualTypeOf<FieldCondition<'record.status', 'CHANGED', undefined>>()
  ofOrder(and(status.changed(), or(not(field('total').equals(1)), { field: 'note', operator: 'IS_NULL' })))
  ofOrder({ and: [status.changed(), { not: or(field('total').lessThan(1)) }] })
  const conditions = [field('total').equals(1), field('total').isNull()]
  ofOrder(and(...conditions))
  // @ts-expect-error a wrong path
  ofOrder(field('record.totl').equals(1))
  // @ts-expect-error a wrong path in `and`
  ofOrder(and(status.changed(), field('record.totl').equals(1)))
  // @ts-expect-error a wrong path in `or` in `and`
  ofOrder(and(status.changed(), or(field('record.totl').equals(1))))
  // @ts-expect-error a wrong path in `not`
  ofOrder(not(field('record.totl').equals(1)))
  // @ts-expect-error a wrong path in an object given to the builder
  ofOrder(and(status.changed(), { or: [{ field: 'record.totl', operator: 'IS_NULL' }] }))
  // @ts-expect-error a wrong path in a builder given to an object
  ofOrder({ and: [status.changed(), field('record.totl').isNull()] })
})

test('values compare with the field: numbers of all sorts are one', () => {
  const decimal = {} as Decimal
  const light = {} as LightDecimal
  ofOrder(field('total').equals(1n), field('total').equals('1.50'), field('total').equals(decimal))
  ofOrder(field('price').equals(light), field('price').greaterThan(1), field('count').in([1, 2n, '3']))
  ofOrder(field('total').equals(null), field('total').equals('{{previousRecord.total}}'))
  // @ts-expect-error no number
  ofOrder(field('record.total').greaterThan('x'))
  // @ts-expect-error no number
  ofOrder({ field: 'record.total', operator: 'GREATER_THAN', value: 'x' })
  // @ts-expect-error no numbers
  ofOrder(field('record.total').in(['x', 'y']))
  // @ts-expect-error no number
  ofOrder(field('price').equals(true))
  // @ts-expect-error no number at the end of a path
  ofOrder(field('record.items.0.quantity').equals('x'))
})

test('values compare with the field: texts, listed texts, booleans, dates', () => {
  ofOrder(field('note').equals('x'), field('note').greaterThan(1000), field('note').matches(/x/i))
  ofOrder(field('status').equals('paid'), field('status').in(['new', 'paid']), field('status').startsWith('pa'))
  ofOrder(field('status').changedTo('{{input.status}}'), field('priority').equals('high'))
  ofOrder(field('open').equals(true), field('open').equals(1), field('createdAt').lessThan('2026-01-01'))
  ofOrder(field('createdAt').lessThan(new Date()), field('ref').equals({} as ObjectId), field('ref').equals('65f0'))
  // @ts-expect-error no text
  ofOrder(field('note').equals(true))
  // @ts-expect-error none of the listed texts
  ofOrder(field('status').equals('gone'))
  // @ts-expect-error one is none of the listed texts
  ofOrder(field('status').in(['new', 'gone']))
  // @ts-expect-error none of the enum's texts
  ofOrder(field('priority').changedFrom('middle'))
  // @ts-expect-error no boolean
  ofOrder(field('open').equals('x'))
  // @ts-expect-error no date
  ofOrder(field('createdAt').lessThan(true))
  // @ts-expect-error no such operator
  ofOrder({ field: 'record.total', operator: 'GREATER' })
})

test('without a row type everything is allowed', () => {
  const condition: ConditionDefinition = and(field('record.totl').greaterThan('x'), { not: field('a.b').isNull() })
  const again: ConditionDefinition<object> = condition
  expectTypeOf(again).toEqualTypeOf<ConditionDefinition>()
  expectTypeOf<ReturnType<typeof and>>().toExtend<ConditionDefinition>()
  const path: string = 'a'
  expectTypeOf(field(path).isNull()).toExtend<FieldCondition>()
  // @ts-expect-error a path is a string
  field(5)
})
