import { describe, expect, it } from 'vitest'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { when } from '../condition/when.ts'
import { defineTable } from '../testing/define-table.ts'
import { normalizeTrigger } from '../trigger/normalize-trigger.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import type { PlannedTrigger } from './plan.ts'
import { planTrigger } from './plan-trigger.ts'
import { TriggerIndex } from './trigger-index.ts'

const told: string[] = []
const options = {
  executorOf: () => ({ setBased: true, execute: () => Promise.resolve([]) }),
  needsOf: () => undefined,
  renderLimit: () => 1_000_000,
  onMismatch: (trigger: { name: string }, { message }: { message: string }) => told.push(`${trigger.name}: ${message}`),
}

function plan(conditions: (ConditionDefinition | undefined)[], kind: ColumnKind = 'integer'): PlannedTrigger[] {
  told.length = 0
  const table = defineTable('orders', { id: 'integer', tenant: kind, status: 'string', 'address.zip': 'string' })
  return conditions.map((condition, order) => {
    const definition = { name: `t${order}`, tables: ['orders'], events: ['afterUpdate'], condition }
    const trigger = normalizeTrigger({ ...definition, actions: [Trigger.log.info('x')] }, { origin: 'code' })
    return planTrigger(trigger, 'afterUpdate', table, options, order)
  })
}

function namesOf(found: Iterable<PlannedTrigger>): string[] {
  return [...found].map(({ trigger }) => trigger.name)
}

const tenant = when.field('record.tenant')
const tenants = (count: number): ConditionDefinition[] => Array.from({ length: count }, (_, id) => tenant.equals(id))

describe('an index of triggers', () => {
  it('gives of 1,000 tenants’ triggers that of the one', () => {
    const index = new TriggerIndex(plan(tenants(1_000)))
    expect(namesOf(index.matching({ record: { tenant: 711 } }))).toEqual(['t711'])
    expect(namesOf(index.matching({ record: { tenant: -1 } }))).toEqual([])
    expect(namesOf(index.matching({ record: {} }))).toEqual([])
  })

  it.each<[string, (id: number) => ConditionDefinition]>([
    ['EQUALS', (id) => tenant.equals(id)],
    ['IN', (id) => tenant.in([id, 1_000 + id])],
    ['CHANGED_TO', (id) => tenant.changedTo(id)],
    ['in an and', (id) => when.and(when.field('record.status').equals('paid'), tenant.equals(id))],
    ['in an and of ands', (id) => when.and(when.field('id').isNotNull(), when.and(tenant.equals(id)))],
    ['in each part of an or', (id) => when.or(tenant.equals(id), when.and(tenant.in([1_000 + id])))],
  ])('finds a trigger by %s', (_name, conditionOf) => {
    const index = new TriggerIndex(plan(Array.from({ length: 100 }, (_, id) => conditionOf(id))))
    expect(namesOf(index.matching({ record: { tenant: 7, status: 'paid' } }))).toEqual(['t7'])
  })

  it.each<[string, ConditionDefinition]>([
    ['another operator', tenant.greaterThan(1)],
    ['not', when.not(tenant.equals(1))],
    ['an or of two columns', when.or(tenant.equals(1), when.field('id').equals(1))],
    ['a placeholder', tenant.equals('{{previousRecord.tenant}}')],
    ['what is not of the row', when.field('user.id').equals(1)],
  ])('asks for every Change: %s', (_name, condition) => {
    const index = new TriggerIndex(plan(Array.from({ length: 20 }, () => condition)))
    expect(namesOf(index.matching({ record: { tenant: -5 } }))).toHaveLength(20)
  })

  it('looks at the previous record for CHANGED_FROM and previousRecord', () => {
    const conditions = Array.from({ length: 10 }, (_, id) =>
      id % 2 === 0 ? tenant.changedFrom(id) : when.field('previousRecord.tenant').equals(id),
    )
    const index = new TriggerIndex(plan(conditions))
    expect(namesOf(index.matching({ record: { tenant: 4 }, previousRecord: { tenant: 7 } }))).toEqual(['t7'])
    expect(namesOf(index.matching({ record: { tenant: 4 }, previousRecord: { tenant: 6 } }))).toEqual(['t6'])
    expect(namesOf(index.matching({ record: { tenant: 4 } }))).toEqual([])
  })

  it('R22 looks up by kind: a driver’s text is the operand’s number', () => {
    const index = new TriggerIndex(plan(tenants(20), 'bigint'))
    expect(namesOf(index.matching({ record: { tenant: '7' } }))).toEqual(['t7'])
    expect(namesOf(index.matching({ record: { tenant: 7n } }))).toEqual(['t7'])
    expect(told).toEqual([])
    const ids = Array.from({ length: 20 }, (_, id) => tenant.equals(`A0EEBC99-9C0B-4EF8-BB6D-0000000000${10 + id}`))
    const uuids = new TriggerIndex(plan(ids, 'uuid'))
    expect(namesOf(uuids.matching({ record: { tenant: 'a0eebc99-9c0b-4ef8-bb6d-000000000012' } }))).toEqual(['t2'])
  })

  it('keeps the order, and triggers without a test among the others', () => {
    const conditions = [...tenants(10), undefined, ...tenants(10), tenant.greaterThan(0), ...tenants(10)]
    const planned = plan(conditions)
    const index = new TriggerIndex(planned)
    const rows = { record: { tenant: 3 } }
    expect(namesOf(index.matching(rows))).toEqual(['t3', 't10', 't14', 't21', 't25'])
    expect(namesOf(index.matching(rows, planned[10]))).toEqual(['t14', 't21', 't25'])
    expect(namesOf(index.matching(rows, planned[25]))).toEqual([])
    const changes = [rows, { record: { tenant: 4 } }]
    expect([...index.matchingEach(changes)].map(([{ trigger }, of]) => [trigger.name, of.length])).toEqual([
      ...[
        ['t3', 1],
        ['t4', 1],
        ['t10', 2],
        ['t14', 1],
      ],
      ...[
        ['t15', 1],
        ['t21', 2],
        ['t25', 1],
        ['t26', 1],
      ],
    ])
  })

  it('chooses the column that tells the triggers apart', () => {
    const isPaid = when.field('record.status').equals('paid')
    const index = new TriggerIndex(plan(tenants(50).map((condition) => when.and(isPaid, condition))))
    expect(namesOf(index.matching({ record: { status: 'paid', tenant: 9 } }))).toEqual(['t9'])
  })

  it('indexes embedded columns', () => {
    const zip = when.field('record.address.zip')
    const index = new TriggerIndex(plan(Array.from({ length: 20 }, (_, id) => zip.equals(`${id}`))))
    expect(namesOf(index.matching({ record: { address: { zip: '12' } } }))).toEqual(['t12'])
  })

  it('R23 tells of values that cannot be compared, of each trigger once, and then tries none of them', () => {
    const index = new TriggerIndex(plan(tenants(20)))
    expect(namesOf(index.matching({ record: { tenant: 'seven' } }))).toEqual([])
    expect(told).toHaveLength(20)
    expect(told[7]).toContain('t7: record.tenant (a column of kind integer) holds a value of type string, which EQUALS')
    index.matching({ record: { tenant: 'eight' } })
    index.matching({ record: { tenant: 7 } })
    expect(told).toHaveLength(20)
  })
})
