import { describe, expect, it } from 'vitest'
import { TriggerDefinitionError } from '../errors/trigger-definition-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import type { TriggerOrigin } from './normalized-trigger.ts'

/** Milliseconds in which a definition has to be judged; those in code are larger, and trusted. */
const limitOf = { stored: 50, code: 400 } as const

const base = { name: 'slow', tables: ['orders'], events: ['afterInsert'] }
const log = { type: 'log.info', message: 'x' }
const many = <T>(count: number, item: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => item(index))
const keyed = (count: number, key: (index: number) => string, value: unknown = 1): object =>
  Object.fromEntries(many(count, (index) => [key(index), value]))
const data = (value: unknown): object => ({ ...base, actions: [{ ...log, data: value }] })
const matches = (pattern: string): object => ({ field: 'record.a', operator: 'MATCHES', value: pattern })
const nested = (levels: number, leaf: unknown, wrap: (inner: unknown) => unknown): unknown => {
  let value = leaf
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

const shapes: [string, () => unknown][] = [
  ['20,000 unknown keys', () => ({ ...base, actions: [log], ...keyed(20_000, (index) => `actoins${index}`) })],
  [
    '20,000 unknown keys of an action',
    () => ({ ...base, actions: [{ ...log, ...keyed(20_000, (index) => `mesage${index}`) }] }),
  ],
  ['20,000 values in an array', () => data(many(19_900, (index) => index))],
  ['20,000 texts', () => data(many(19_900, (index) => `text ${index}`))],
  ['20,000 empty objects', () => data(many(19_900, () => ({})))],
  ['wide and deep', () => data(many(200, (index) => nested(95, index, (inner) => [inner])))],
  [
    'a deep chain of long keys',
    () =>
      data(
        nested(
          99,
          many(15_000, () => 1),
          (inner) => ({ ['k'.repeat(200)]: inner }),
        ),
      ),
  ],
  [
    '5,000 conditions that are wrong',
    () => ({
      ...base,
      actions: [log],
      condition: { or: many(4_900, (index) => ({ field: `recrod.a${index}`, operator: 'EQUAL', value: 1 })) },
    }),
  ],
  [
    '20,000 conditions',
    () => ({
      ...base,
      actions: [log],
      condition: { and: many(4_990, () => ({ field: 'a', operator: 'IS_NULL', not: 1 })) },
    }),
  ],
  [
    'nested junctions',
    () => ({
      ...base,
      actions: [log],
      condition: nested(90, { field: 'a', operator: 'x' }, (inner) => ({ and: [inner, inner] })),
    }),
  ],
  [
    'a list of 19,000 values',
    () => ({
      ...base,
      actions: [log],
      condition: { field: 'a', operator: 'IN', value: many(19_000, (index) => index) },
    }),
  ],
  [
    'large patterns',
    () => ({ ...base, actions: [log], condition: { or: many(100, () => matches('a{1000}'.repeat(100))) } }),
  ],
  [
    'long patterns of classes that never end',
    () => ({
      ...base,
      actions: [log],
      condition: { or: many(4, () => matches('[[:'.repeat(16_000))) },
    }),
  ],
  [
    'many patterns',
    () => ({ ...base, actions: [log], condition: { or: many(300, (index) => matches(`a{${index}}`)) } }),
  ],
  [
    'patterns of rules',
    () => ({
      ...base,
      events: ['beforeInsert'],
      actions: [{ type: 'record.validate', rules: keyed(2_000, (index) => `c${index}`, { pattern: '(a{90}){9}' }) }],
    }),
  ],
  ['unknown placeholders', () => data('{{recrd.a}}'.repeat(9_000))],
  ['placeholders that nearly close', () => data('{{'.repeat(50_000))],
  ['one placeholder without end', () => data(`{{${'a.'.repeat(49_000)}`)],
  ['long texts', () => data(many(200, () => '{'.repeat(100_000)))],
  ['100,000 characters as a name', () => ({ ...base, name: 'n'.repeat(100_000), actions: [log] })],
  ['100,000 characters as a key', () => ({ ...base, ['k'.repeat(100_000)]: 1, actions: [log] })],
  [
    '100,000 characters as type, event, table, operator',
    () => ({
      name: 'n',
      tables: ['t'.repeat(90_000)],
      events: ['e'.repeat(90_000)],
      actions: [{ type: 'x'.repeat(90_000) }],
      condition: { field: 'f'.repeat(90_000), operator: 'o'.repeat(90_000) },
    }),
  ],
  ['20,000 events', () => ({ ...base, events: many(19_000, () => 'afterInsrt'), actions: [log] })],
  ['20,000 tables', () => ({ ...base, tables: many(19_000, (index) => `t${index}`), actions: [log] })],
  ['20,000 actions', () => ({ ...base, actions: many(9_000, () => ({ type: 'log.inf' })) })],
  ['100 actions of one name', () => ({ ...base, actions: many(100, () => ({ ...log, name: 'n'.repeat(90_000) })) })],
  [
    '100 actions that name results',
    () => ({
      ...base,
      actions: many(100, (index) => ({
        ...log,
        name: `step-${index}`,
        data: many(40, () => `{{actions.stpe-${index}.result}}`),
      })),
    }),
  ],
  [
    'a filter of 15,000 operators',
    () => ({
      ...base,
      actions: [{ type: 'database.delete', table: 'orders', where: keyed(6_000, (index) => `c${index}`, { $gtt: 1 }) }],
    }),
  ],
  [
    'a list of filters',
    () => ({
      ...base,
      actions: [{ type: 'database.delete', table: 'orders', where: { $or: many(9_000, () => ({ $adn: [] })) } }],
    }),
  ],
  [
    'an update of 15,000 operators',
    () => ({
      ...base,
      actions: [
        {
          type: 'database.update',
          table: 'orders',
          where: { id: 1 },
          data: keyed(9_000, (index) => `c${index}`, { $icn: 1 }),
        },
      ],
    }),
  ],
  [
    '__proto__ at every turn',
    () => JSON.parse(`{"__proto__":${'[{"__proto__":'.repeat(40)}1${'}]'.repeat(40)},"name":"a"}`) as unknown,
  ],
  ['halves of surrogate pairs', () => data(many(9_000, () => '\ud800'))],
  ['a sparse array', () => data(Object.assign([], { length: 20_000 }))],
  ['a huge array', () => data(Object.assign([], { length: 4_000_000_000 }))],
  ['toJSON', () => data(many(9_000, () => ({ toJSON: 'x', toString: 1, valueOf: null })))],
  ['symbols', () => data(many(9_000, () => ({ [Symbol('a')]: 1 })))],
  ['instances', () => data(many(9_000, () => new (class Order {})()))],
  [
    'getters',
    () =>
      data(
        many(9_000, () =>
          Object.defineProperty({}, 'a', {
            enumerable: true,
            get: () => {
              throw new Error('trap')
            },
          }),
        ),
      ),
  ],
  [
    'proxies',
    () =>
      data(
        many(
          9_000,
          () =>
            new Proxy(
              {},
              {
                ownKeys: () => {
                  throw new Error('trap')
                },
              },
            ),
        ),
      ),
  ],
  [
    'circles',
    () => {
      const circle: unknown[] = []
      for (let index = 0; index < 9_000; index++) circle.push(circle)
      return data(circle)
    },
  ],
]

function judge(definition: unknown, origin: TriggerOrigin): { ms: number; problems: number; length: number } {
  const start = performance.now()
  const before = process.cpuUsage()
  // The machine may do other things meanwhile, and other threads of the process count as well.
  const elapsed = (): number => {
    const { user, system } = process.cpuUsage(before)
    return Math.min(performance.now() - start, (user + system) / 1_000)
  }
  try {
    normalizeTrigger(definition, {
      origin,
      functions: new Map(many(5_000, (index) => [`function-number-${index}`, 1])),
    })
    return { ms: elapsed(), problems: 0, length: 0 }
  } catch (error) {
    const ms = elapsed()
    expect(TriggerDefinitionError.isInstance(error)).toBe(true)
    const { problems, message } = error as TriggerDefinitionError
    return { ms, problems: problems.length, length: message.length }
  }
}

/** Of ten tries the quickest counts, since the machine does other things too. */
function quickest(definition: unknown, origin: TriggerOrigin): ReturnType<typeof judge> {
  let best = judge(definition, origin)
  for (let tries = 1; tries < 10 && best.ms >= limitOf[origin]; tries++) {
    const next = judge(definition, origin)
    if (next.ms < best.ms) best = next
  }
  return best
}

describe('judging hostile definitions', () => {
  it.each(shapes)('R46 %s: soon, in one error of bounded length', (_, shape) => {
    for (const origin of ['stored', 'code'] as const) {
      const judged = quickest(shape(), origin)
      expect(judged.ms).toBeLessThan(limitOf[origin])
      expect(judged.length).toBeLessThan(100_000)
      if (origin === 'stored') expect(judged.problems).toBeGreaterThan(0)
    }
  })

  it('R46 names that are nearly those of many functions, tables and columns', () => {
    const columns = Object.fromEntries(many(500, (index) => [`column_number_${index}`, 'integer' as const]))
    const tables = many(500, (index) => defineTable(`table_number_${index}`, columns))
    const functions = new Map(many(5_000, (index) => [`function_number_${index}`, 1]))
    const actions = many(100, (index) => ({ type: 'custom', function: `fnction_number_x${index}` }))
    const start = performance.now()
    expect(() => normalizeTrigger({ ...base, actions }, { origin: 'code', functions })).toThrow(
      /did you mean "function_number/,
    )
    expect(performance.now() - start).toBeLessThan(limitOf.code)
    expect([...new MemoryDatabase({ tables }).schema.tables()]).toHaveLength(500)
  })
})
