import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Row } from '../change/change.ts'
import type { ConditionDefinition } from '../condition/condition-definition.ts'
import { eachFieldCondition } from '../condition/each-field-condition.ts'
import { when } from '../condition/when.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { TableTriggerDefinition } from '../trigger/trigger-definition.ts'
import { createTriggers } from './triggers.ts'

const kinds = { id: 'integer', n: 'decimal', t: 'string', u: 'uuid', d: 'date', b: 'boolean', x: 'unknown' } as const
const columns = ['n', 't', 'u', 'd', 'b', 'x'] as const
const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
const day = new Date('2024-05-01T00:00:00Z')

/** Equal and unequal values, in several forms each. */
const valuesOf: Record<(typeof columns)[number], readonly unknown[]> = {
  n: [1, '1', '1.0', 2, '2.50', 2.5, 3n, 'many', null],
  t: ['a', 'b', 'B', '1', 1, null],
  u: [uuid, uuid.toUpperCase(), uuid.replaceAll('-', ''), 'other', null],
  d: [day, '2024-05-01', '2024-05-01T00:00:00Z', new Date(2024, 4, 1), day.getTime(), new Date(0), null],
  b: [true, false, 1, 0, 't', null],
  x: [1, '1', 'a', true, { a: 1 }, null],
}

const column = fc.constantFrom(...columns)
const row = fc.record(
  Object.fromEntries(columns.map((name) => [name, fc.constantFrom(...valuesOf[name])])) as Record<
    string,
    fc.Arbitrary<unknown>
  >,
  { requiredKeys: [] },
)

/** Most look at one column, so that it is indexed. */
function equalityOf(focus: (typeof columns)[number]): fc.Arbitrary<ConditionDefinition> {
  return fc.oneof({ weight: 5, arbitrary: fc.constant(focus) }, column).chain((name) => {
    const operand = fc.constantFrom(...valuesOf[name])
    const field = when.field(`record.${name}`)
    return fc.oneof(
      { weight: 6, arbitrary: operand.map((value) => field.equals(value)) },
      { weight: 3, arbitrary: fc.array(operand, { maxLength: 3 }).map((values) => field.in(values)) },
      operand.map((value) => when.field(`previousRecord.${name}`).equals(value)),
      operand.map((value) => field.changedTo(value)),
      operand.map((value) => field.changedFrom(value)),
      operand.map((value) => field.notEquals(value)),
    )
  })
}

function conditionOf(focus: (typeof columns)[number]): fc.Arbitrary<ConditionDefinition> {
  const { condition } = fc.letrec<{ condition: ConditionDefinition }>((tie) => {
    const parts = fc.array(tie('condition'), { minLength: 1, maxLength: 3 })
    return {
      condition: fc.oneof(
        { maxDepth: 3 },
        { weight: 6, arbitrary: equalityOf(focus) },
        { weight: 2, arbitrary: parts.map((each) => when.and(...each)) },
        { weight: 1, arbitrary: parts.map((each) => when.or(...each)) },
        { weight: 1, arbitrary: tie('condition').map(when.not) },
      ),
    }
  })
  return condition
}

function canBecomeTrue(condition: ConditionDefinition): boolean {
  let asked = true
  eachFieldCondition(condition, '', ({ field, operator }) => {
    asked &&= field.startsWith('record.') && !operator.includes('CHANGED')
  })
  return asked
}

type Place = 'before' | 'transaction' | 'commit' | 'change' | 'write'

interface Drawn {
  condition: ConditionDefinition | undefined
  place: Place
  becomesTrue: boolean
  priority: number
  sets: Row | undefined
}

const places: readonly Place[] = ['before', 'transaction', 'commit', 'change', 'write']

const drawn: fc.Arbitrary<Drawn[]> = fc.tuple(column, fc.constantFrom(...places)).chain(([focus, place]) => {
  const trigger = fc.record({
    condition: fc.option(conditionOf(focus), { nil: undefined, freq: 8 }),
    place: fc.oneof({ weight: 5, arbitrary: fc.constant(place) }, fc.constantFrom(...places)),
    becomesTrue: fc.boolean(),
    priority: fc.integer({ min: 0, max: 2 }),
    sets: fc.option(row, { nil: undefined }),
  })
  return fc.array(trigger, { minLength: 16, maxLength: 24, size: 'max' })
})

type Step = { kind: 'create' | 'change' | 'remove'; id: number; row: Row; muted: boolean }
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('create', 'change', 'change', 'remove'),
  id: fc.integer({ min: 1, max: 3 }),
  row,
  muted: fc.boolean(),
})

function toDefinition(trigger: Drawn, index: number, log: unknown[]): TableTriggerDefinition {
  const { place, priority, sets, becomesTrue } = trigger
  const see = Trigger.custom(({ event, record, previousRecord, records, changedFields }) => {
    log.push([index, event, { ...record }, { ...previousRecord }, records?.length, [...changedFields]])
  })
  const before = [see, ...(sets === undefined ? [] : [Trigger.record.set(sets)])]
  return {
    name: `t${index}`,
    events: place === 'before' ? ['beforeInsert', 'beforeUpdate'] : ['afterWrite'],
    priority,
    condition: trigger.condition,
    actions: place === 'before' ? before : [place === 'transaction' ? { ...see, phase: 'transaction' } : see],
    ...(place === 'change' ? { per: 'change' } : {}),
    ...(place === 'write' ? { forEach: 'write' } : {}),
    ...(becomesTrue && trigger.condition !== undefined && canBecomeTrue(trigger.condition)
      ? { fire: 'becomes-true' }
      : {}),
  }
}

/** What fires, in order; a condition denied twice means the same, and no index knows it. */
async function play(triggers: readonly Drawn[], steps: readonly Step[], indexed: boolean): Promise<unknown[]> {
  const engine = createTriggers({ onError: (error) => log.push(error.message) })
  const database = new MemoryDatabase({ tables: [defineTable('orders', kinds)] }).connect(engine)
  const log: unknown[] = []
  for (const [index, trigger] of triggers.entries()) {
    const same = trigger.condition && (indexed ? trigger.condition : when.not(when.not(trigger.condition)))
    engine.register('orders', toDefinition({ ...trigger, condition: same }, index, log))
  }
  const half = Math.ceil(steps.length / 2)
  const run = async ({ kind, id, row: given, muted }: Step, connection?: object): Promise<void> => {
    const work = async (): Promise<unknown> => {
      if (kind === 'remove') return database.remove('orders', { id }, connection as never)
      if (kind === 'change') return database.change('orders', { id }, { $set: given }, connection as never)
      return database.create('orders', { ...given, id }, connection as never)
    }
    await (muted ? engine.without({ tags: ['t0', 't3'], reason: 'test' }, work) : work())
  }
  for (const each of steps.slice(0, half)) await run(each)
  await database.inTransaction(async (connection) => {
    for (const each of steps.slice(half)) await run(each, connection)
  })
  return log
}

it('R22 R30 R36 indexed triggers fire as those do that are tried one by one', async () => {
  const warn = console.warn
  console.warn = () => {}
  let fired = 0
  try {
    await fc.assert(
      fc.asyncProperty(drawn, fc.array(step, { minLength: 4, maxLength: 10 }), async (triggers, steps) => {
        const log = await play(triggers, steps, true)
        expect(log).toEqual(await play(triggers, steps, false))
        fired += log.length
      }),
      { numRuns: 25 },
    )
  } finally {
    console.warn = warn
  }
  expect(fired).toBeGreaterThan(100)
}, 60_000)
