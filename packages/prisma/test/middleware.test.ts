import { createTriggers, Trigger, type Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import type { SqliteClient } from '@triggerkit/prisma-7'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryDatabase } from './fixture/fixture-database.ts'

vi.mock('@triggerkit/prisma-7', () => import('@triggerkit/prisma-6.13'))

type WithMiddleware = SqliteClient & { $use(middleware: unknown): void }

let client: WithMiddleware
let engine: Triggers
let fired: unknown[]

beforeEach(async () => {
  client = (await (await memoryDatabase()).connect()) as WithMiddleware
  engine = createTriggers()
  fired = []
  const note = Trigger.custom((context) => void fired.push(context.record.label))
  engine.register('Item', { name: 'note', events: ['afterInsert'], actions: [note] })
})
afterEach(async () => {
  await engine.close()
  await client.$disconnect()
})

test('$use without its client is an error that says what to write, and nothing is written', async () => {
  client.$use(triggers(engine))
  await expect(client.item.create({ data: { label: 'a' } })).rejects.toThrow(/triggers\(engine, \{ client: prisma \}\)/)
  expect(await client.item.count().catch(() => 'refused as well')).toBe('refused as well')
})

test('$use twice on one client is an error', () => {
  client.$use(triggers(engine, { client }))
  expect(() => triggers(engine, { client })).toThrow(/triggers\(\) already/)
})

test('$use and $extends together fire once', async () => {
  client.$use(triggers(engine, { client }))
  const extended = client.$extends(triggers(engine)) as unknown as SqliteClient
  await extended.item.create({ data: { label: 'a' } })
  await client.item.create({ data: { label: 'b' } })
  expect(fired).toEqual(['a', 'b'])
})

test('clients extended by others fire too, and other middlewares see the caller’s operations only', async () => {
  const seen: string[] = []
  client.$use(triggers(engine, { client }))
  client.$use((params: { action: string }, next: (params: object) => Promise<unknown>) => {
    seen.push(params.action)
    return next(params)
  })
  const extended = client.$extends({
    query: { item: { create: ({ args, query }) => query(args) } },
  }) as unknown as SqliteClient
  await extended.item.create({ data: { label: 'a' } })
  expect(fired).toEqual(['a'])
  expect(seen).toEqual(['create'])
})

test('a batch and an interactive transaction act after their commit', async () => {
  client.$use(triggers(engine, { client }))
  await client.$transaction([
    client.item.create({ data: { label: 'a' } }),
    client.item.create({ data: { label: 'b' } }),
  ])
  expect(fired).toEqual(['a', 'b'])
  const failing = client.$transaction(async (inside) => {
    await inside.item.create({ data: { label: 'c' } })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  expect(fired).toEqual(['a', 'b'])
})
