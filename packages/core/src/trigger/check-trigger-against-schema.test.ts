import { describe, expect, it } from 'vitest'
import { createSchema } from '../schema/create-schema.ts'
import type { ColumnSchema, TableSchema } from '../schema/schema.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { checkTriggerAgainstSchema } from './check-trigger-against-schema.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import { Trigger } from './trigger.ts'

function table(name: string, kinds: Record<string, ColumnKind>, relations: string[] = []): TableSchema {
  const columns = Object.entries(kinds).map(([column, kind]): [string, ColumnSchema] => [
    column,
    { name: column, kind, nullable: true, hidden: false, generated: false },
  ])
  return {
    name,
    aliases: [`public.${name.toLowerCase()}`],
    key: ['id'],
    columns: new Map(columns),
    cascades: [],
    relations,
  }
}

const schema = createSchema([
  table('Order', { id: 'integer', total: 'decimal', status: 'string', meta: 'json', 'address.city': 'string' }, [
    'customer',
  ]),
  table('Audit', { id: 'integer', order_id: 'integer', note: 'string' }),
])

const check = (definition: object): string[] => {
  const base = { name: 'audit', tables: ['Order'], events: ['afterUpdate'], actions: [Trigger.log.info('x')] }
  const trigger = normalizeTrigger({ ...base, ...definition }, { origin: 'code' })
  return checkTriggerAgainstSchema(trigger, schema).map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  )
}
const { when } = Trigger

describe('checkTriggerAgainstSchema', () => {
  it('knows tables by name and alias, and passes over *', () => {
    expect(check({ tables: ['Order', 'public.audit', '*'] })).toEqual([])
    expect(check({ tables: ['Ordr', 'public.audi', 'Shipment'] })).toEqual([
      'error tables[0]: unknown table "Ordr", did you mean "Order"?',
      'error tables[1]: unknown table "public.audi", did you mean "public.audit"?',
      'error tables[2]: unknown table "Shipment"; allowed: Order, public.order, Audit, public.audit',
    ])
    expect(check({ tables: ['*'], condition: when.field('record.anything').isNull() })).toEqual([])
  })

  it('an unknown field in a condition is an error', () => {
    const known = [
      'record.total',
      'previousRecord.status',
      'record.meta.tags.0',
      'record.address',
      'address.city',
      'user.id',
      'context.x',
    ]
    expect(check({ condition: when.and(...known.map((path) => when.field(path).isNull())) })).toEqual([])
    expect(
      check({
        condition: when.or(when.field('statsu').isNull(), when.not(when.field('previousRecord.weight').isNull())),
      }),
    ).toEqual([
      'error condition.or[0].field: unknown field of Order "record.statsu", did you mean "record.status"?',
      'error condition.or[1].not.field: unknown field of Order "previousRecord.weight"; allowed: previousRecord.id, ' +
        'previousRecord.total, previousRecord.status, previousRecord.meta, previousRecord.address.city',
    ])
    expect(check({ condition: when.field('record.status.length').equals(1) })).toHaveLength(1)
    expect(check({ condition: when.field('record.total').greaterThan('{{previousRecord.totl}}') })[0]).toContain(
      'error condition.value',
    )
  })

  it('R25 an unknown field in a template is a warning, unless a column is nearly called so', () => {
    const actions = [
      Trigger.log.info('{{record.avatarBase64}}', { s: ['{{previousRecord.stauts}}'], ok: '{{record}}' }),
    ]
    expect(check({ actions })).toEqual([
      'warning actions[0].message: unknown field of Order "record.avatarBase64"; allowed: record.id, record.total, record.status, ' +
        'record.meta, record.address.city',
      'error actions[0].data.s[0]: unknown field of Order "previousRecord.stauts", did you mean "previousRecord.status"?',
    ])
    const ofWrite = [Trigger.log.info('{{records.0.totl}} {{records}} {{records.length}}')]
    expect(check({ actions: ofWrite, forEach: 'write' })[0]).toContain('did you mean "records.total"')
  })

  it('a relation is no part of a record', () => {
    expect(check({ actions: [Trigger.log.info('{{record.customer.email}}')] })).toEqual([
      'error actions[0].message: "record.customer.email" is a relation of Order: related rows are not part of a record',
    ])
  })

  it('knows the columns that record.set and database.* name', () => {
    expect(
      check({
        events: ['beforeInsert'],
        actions: [Trigger.record.set({ status: 'x', 'address.city': 'y', address: { city: 'z' }, wieght: 1 })],
      }),
    ).toEqual([
      'error actions[0].fields.wieght: unknown field of Order "wieght"; allowed: id, total, status, meta, address.city',
    ])
    const actions = [
      Trigger.database.insert('Audit', [{ order_id: 1 }, { nope: 2 }]),
      Trigger.database.update(
        'public.audit',
        { note: { $set: 'x' }, $inc: { idd: 1 } },
        { $or: [{ order: 1 }, { order_id: { $gt: 1 } }] },
      ),
      Trigger.database.delete('Audits', { id: 1 }),
      Trigger.database.delete('{{record.table}}', { whatever: 1 }),
    ]
    expect(check({ tables: ['*'], actions })).toEqual([
      'error actions[0].data[1].nope: unknown field of Audit "nope", did you mean "note"?',
      'error actions[1].data.$inc.idd: unknown field of Audit "idd", did you mean "id"?',
      'error actions[1].where.$or[0].order: unknown field of Audit "order", did you mean "order_id"?',
      'error actions[2].table: unknown table "Audits", did you mean "Audit"?',
    ])
  })
})
