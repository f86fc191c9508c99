import { Decimal as PrismaDecimal } from '@prisma/client-runtime-utils'
import { Decimal128, Long, ObjectId, UUID } from 'bson'
import Decimal from 'decimal.js'
import LightDecimal from 'decimal.js-light'
import { describe, expect, it } from 'vitest'
import type { FetchLike } from '../action/executors/http/fetch-like.ts'
import type { Row } from '../change/change.ts'
import type { BrokerProvider } from '../provider/broker-provider.ts'
import type { CacheProvider } from '../provider/cache-provider.ts'
import type { Providers } from '../provider/provider-registry.ts'
import type { WorkflowProvider } from '../provider/workflow-provider.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { ColumnKind } from '../value/column-kind.ts'
import { createTriggers } from './triggers.ts'

interface Sample {
  value: unknown
  kind: ColumnKind
  /** What it reads as inside a text. */
  text: string
  /** What it is inside a JSON body. */
  json: unknown
}

const id = '65f000000000000000000001'
const uuid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
const samples: Record<string, Sample> = {
  Date: { value: new Date(5), kind: 'date', text: '1970-01-01T00:00:00.005Z', json: '1970-01-01T00:00:00.005Z' },
  'decimal.js': { value: new Decimal('0.10'), kind: 'decimal', text: '0.1', json: '0.1' },
  'decimal.js, huge': {
    value: new Decimal('1e25'),
    kind: 'decimal',
    text: `1${'0'.repeat(25)}`,
    json: `1${'0'.repeat(25)}`,
  },
  'decimal.js-light': { value: new LightDecimal('10.5'), kind: 'decimal', text: '10.5', json: '10.5' },
  "Prisma's Decimal": { value: new PrismaDecimal('10.50'), kind: 'decimal', text: '10.5', json: '10.5' },
  BigInt: { value: 2n ** 64n, kind: 'bigint', text: '18446744073709551616', json: '18446744073709551616' },
  ObjectId: { value: new ObjectId(id), kind: 'uuid', text: id, json: id },
  UUID: { value: new UUID(uuid), kind: 'uuid', text: uuid, json: uuid },
  Decimal128: { value: Decimal128.fromString('1.50'), kind: 'decimal', text: '1.50', json: '1.50' },
  Long: {
    value: Long.fromString('9007199254740993'),
    kind: 'bigint',
    text: '9007199254740993',
    json: '9007199254740993',
  },
  Buffer: { value: Buffer.from('hi'), kind: 'binary', text: 'aGk=', json: 'aGk=' },
  Uint8Array: { value: Uint8Array.from([104, 105]), kind: 'binary', text: 'aGk=', json: 'aGk=' },
  Map: { value: new Map([['a', 1n]]), kind: 'json', text: '{"a":"1"}', json: { a: '1' } },
  Set: { value: new Set(['a']), kind: 'json', text: '["a"]', json: ['a'] },
  'nested object': {
    value: { at: new Date(5), in: { price: new Decimal('0.10'), none: null } },
    kind: 'json',
    text: '{"at":"1970-01-01T00:00:00.005Z","in":{"price":"0.1","none":null}}',
    json: { at: '1970-01-01T00:00:00.005Z', in: { price: '0.1', none: null } },
  },
  array: {
    value: [1, 'a', new ObjectId(id), null],
    kind: 'array',
    text: `[1,"a","${id}",null]`,
    json: [1, 'a', id, null],
  },
  number: { value: 0.1, kind: 'float', text: '0.1', json: 0.1 },
  boolean: { value: false, kind: 'boolean', text: 'false', json: false },
  'empty text': { value: '', kind: 'string', text: '', json: '' },
  null: { value: null, kind: 'string', text: '', json: null },
}

/** Everything that an action hands on, by where it went. */
interface Received {
  custom: Row
  cached: Row
  cachedValue: unknown
  published: Row
  started: Row
  logged: [line: string, data: Row]
  body: string
}

type Scene = { triggers: ReturnType<typeof createTriggers>; database: MemoryDatabase; received: Partial<Received> }

const nothing = (): void => undefined
const done = async (): Promise<void> => undefined

function recordingProviders(received: Partial<Received>): Providers {
  const cache: CacheProvider = {
    get: done,
    delete: done,
    invalidate: done,
    set: async (key, value) => {
      if (key === 'row') received.cached = value as Row
      else received.cachedValue = value
    },
  }
  const broker: BrokerProvider = { publish: async (_topic, message) => void (received.published = message as Row) }
  const workflow: WorkflowProvider = {
    execute: async (_tag, input) => void (received.started = input as Row),
    dispatch: done,
  }
  return { cache, broker, workflow }
}

function start(kind: ColumnKind): Scene {
  const received: Partial<Received> = {}
  const fetch: FetchLike = async (_url, { body }) => {
    received.body = String(body)
    return new Response()
  }
  const info = (line: string, data: unknown): void => void (received.logged = [line, data as Row])
  const triggers = createTriggers({
    fetch,
    logger: { debug: nothing, info, warn: nothing, error: nothing },
    providers: recordingProviders(received),
  })
  const tables = ['samples', 'copies'].map((name) => defineTable(name, { id: 'integer', value: kind, note: 'string' }))
  const database = new MemoryDatabase({ tables }).connect(triggers)
  return { triggers, database, received }
}

/** Sends `record.value` everywhere that an action can. */
function sendEverywhere({ triggers, received }: Scene): void {
  triggers.register('samples', {
    name: 'send',
    events: ['afterInsert'],
    actions: [
      Trigger.custom(({ record }) => void (received.custom = record)),
      Trigger.cache.set('redis', 'row', '{{record}}'),
      Trigger.cache.set('redis', 'value', '{{record.value}}'),
      Trigger.broker.publish('kafka:samples', { value: '{{record.value}}', deep: [{ value: '{{record.value}}' }] }),
      Trigger.workflow.execute('sync', { value: '{{record.value}}' }),
      Trigger.database.insert('copies', { value: '{{record.value}}' }),
      Trigger.log.info('<{{record.value}}>', { value: '{{record.value}}' }),
      Trigger.http.post('https://example.com', { value: '{{record.value}}' }),
    ],
  })
}

function expectSame(found: unknown, value: unknown): void {
  expect(found).toStrictEqual(value)
  if (typeof value === 'object' && value !== null) expect(found!.constructor).toBe(value.constructor)
}

describe.each(Object.entries(samples))('values survive untouched: %s', (_, { value, kind, text, json }) => {
  it('R22 a condition compares it by value', async () => {
    const { triggers, database } = start(kind)
    const fired: string[] = []
    for (const [name, field] of [
      ['bare', 'value'],
      ['full', 'record.value'],
    ] as const) {
      triggers.register('samples', {
        name,
        events: ['afterInsert'],
        condition: Trigger.when.field(field).equals(value),
        actions: [Trigger.custom(() => void fired.push(name))],
      })
    }
    await database.create('samples', { value })
    expect(fired).toEqual(['bare', 'full'])
  })

  it('R22 functions, providers and database actions receive the value itself', async () => {
    const scene = start(kind)
    const { database, received } = scene
    sendEverywhere(scene)
    await database.create('samples', { value })
    expectSame(received.custom?.value, value)
    expectSame(received.cached?.value, value)
    expectSame(received.cachedValue, value)
    expectSame(received.published?.value, value)
    expectSame(received.published?.deep, [{ value }])
    expectSame(received.started?.value, value)
    expectSame(database.rows('copies')[0]!.value, value)
    expectSame(received.logged?.[1].value, value)
  })

  it('is text in a text, and JSON in a JSON body, as documented here', async () => {
    const scene = start(kind)
    sendEverywhere(scene)
    await scene.database.create('samples', { value })
    expect(scene.received.logged?.[0]).toBe(`<${text}>`)
    expect(JSON.parse(scene.received.body!)).toEqual({ value: json })
  })

  it('R22 passes through before-triggers, into the row', async () => {
    const { triggers, database } = start(kind)
    triggers.register('samples', {
      name: 'before',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(({ record }) => expectSame(record.value, value)),
        Trigger.custom(({ record }) => {
          if (record.note === 'assign') record.value = value
        }),
        Trigger.custom(({ record, set }) => {
          if (record.note === 'set') set({ value })
        }),
      ],
    })
    triggers.register('copies', {
      name: 'take over',
      events: ['beforeInsert'],
      actions: [Trigger.record.set({ value: '{{input.given}}' })],
    })
    for (const note of ['keep', 'assign', 'set']) await database.create('samples', { value, note })
    for (const row of database.rows('samples')) expectSame(row.value, value)
    await database.create('copies', { given: value })
    expectSame(database.rows('copies')[0]!.value, value)
  })

  it('R24 writing it again changes nothing', async () => {
    const { triggers, database } = start(kind)
    const changed: unknown[] = []
    triggers.register('samples', {
      name: 'changed',
      events: ['afterUpdate'],
      actions: [Trigger.custom(({ changedFields }) => void changed.push(changedFields))],
    })
    await database.create('samples', { id: 1, value, note: 'a' })
    await database.change('samples', { id: 1 }, { $set: { value: copyOf(value) } })
    expect(changed).toEqual([])
    await database.change('samples', { id: 1 }, { $set: { value: copyOf(value), note: 'b' } })
    expect(changed).toEqual([['note']])
  })
})

/** The same value again, as another read of the row would give it. */
function copyOf(value: unknown): unknown {
  if (value instanceof Date) return new Date(value)
  if (value instanceof Decimal) return new Decimal(value)
  if (value instanceof LightDecimal) return new LightDecimal(value)
  if (value instanceof PrismaDecimal) return new PrismaDecimal(value)
  if (value instanceof ObjectId) return new ObjectId(String(value))
  if (value instanceof UUID) return new UUID(String(value))
  if (value instanceof Decimal128) return Decimal128.fromString(String(value))
  if (value instanceof Long) return Long.fromString(String(value))
  if (Buffer.isBuffer(value)) return Buffer.from(value)
  if (value instanceof Uint8Array) return Uint8Array.from(value)
  if (value instanceof Map) return new Map(value)
  if (value instanceof Set) return new Set(value)
  if (Array.isArray(value)) return value.map(copyOf)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]))
}

describe('null against missing', () => {
  it('R26 null is a value everywhere, a missing one is absent everywhere', async () => {
    const scene = start('string')
    const { database, received } = scene
    sendEverywhere(scene)
    await database.create('samples', { id: 1, value: null })
    expect(received.cached).toEqual({ id: 1, value: null })
    expect(received.cachedValue).toBeNull()
    expect(received.published).toEqual({ value: null, deep: [{ value: null }] })
    expect(received.body).toBe('{"value":null}')
    expect(database.rows('copies')[0]).toHaveProperty('value', null)
  })

  it('R26 what is missing is left out, and never undefined', async () => {
    const { triggers, database, received } = start('string')
    triggers.register('samples', {
      name: 'send',
      events: ['afterInsert'],
      actions: [
        Trigger.broker.publish('kafka:samples', { value: '{{record.value}}', list: ['{{record.value}}', 1] }),
        Trigger.database.insert('copies', { note: 'x', value: '{{record.value}}' }),
        Trigger.http.post('https://example.com', { value: '{{record.value}}', id: '{{record.id}}' }),
      ],
    })
    await database.create('samples', { id: 1 })
    expect(received.published).toStrictEqual({ list: [1] })
    expect(received.body).toBe('{"id":1}')
    expect(database.rows('copies')[0]).toStrictEqual({ id: 1, note: 'x' })
  })
})
