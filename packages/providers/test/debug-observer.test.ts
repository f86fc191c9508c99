import { createTriggers, createWorker, memoryOutbox, memoryStore, Trigger } from '@triggerkit/core'
import { defineTable, MemoryDatabase } from '@triggerkit/core/testing'
import createDebug from 'debug'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { debugObserver } from '../src/debug/index.ts'
import { keeping } from './debug/keeping.ts'

let written: string[]
const enabledBefore = createDebug.disable()

beforeEach(() => {
  written = []
})
afterEach(() => createDebug.enable(enabledBefore))

async function placeOrders(): Promise<void> {
  const triggers = createTriggers({
    observers: [debugObserver(keeping(written, 'triggerkit'))],
    outbox: memoryOutbox(),
    store: memoryStore(),
    onError: () => undefined,
  })
  const tables = [defineTable('orders', { id: 'integer', note: 'string' })]
  const database = new MemoryDatabase({ tables }).connect(triggers)
  const fail = Trigger.custom(() => Promise.reject(new TypeError('a\nforged line')))
  triggers.register('orders', {
    name: 'placed',
    events: ['afterInsert'],
    actions: [
      { ...fail, name: 'fail', continueOnError: true },
      { ...Trigger.custom(() => undefined), name: 'later', timing: 'queued' },
    ],
  })
  await triggers.create({
    tag: 'kept',
    name: 'kept',
    tables: ['orders'],
    events: ['afterDelete'],
    actions: [{ type: 'log.info', config: { message: 'deleted' } }],
  })
  await triggers.load()
  await database.create('orders', { id: 7, note: 'a private note' })
  await createWorker(triggers).runOnce()
  await triggers.close()
}

/** Without what differs from run to run. */
const lines = (): string[] =>
  written.map((line) => line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replaceAll(/\d+\.\d ms/g, 'N ms'))

it('shows writes, triggers, actions, Jobs and the store, each below its namespace', async () => {
  createDebug.enable('triggerkit:*')
  await placeOrders()
  expect(lines()).toEqual([
    'triggerkit:store 1 trigger active, 0 skipped',
    'triggerkit:trigger placed matches afterInsert of orders: 1 row, queued',
    'triggerkit:job ID placed/later of orders 7: appended',
    'triggerkit:trigger placed matches afterInsert of orders: 1 row, commit',
    'triggerkit:action placed/fail (custom, commit) of orders 7, attempt 1: failed in N ms: TypeError: a\\u000aforged line',
    'triggerkit:write insert orders, 1 trigger: 1 row, completed in N ms',
    'triggerkit:job ID placed/later of orders 7, attempt 1: begins',
    'triggerkit:action placed/later (custom, job) of orders 7, attempt 1: completed in N ms',
    'triggerkit:job ID placed/later of orders 7, attempt 1: completed in N ms',
  ])
  expect(written.join()).not.toContain('private')
})

it('shows what DEBUG names, and nothing where it names nothing of it', async () => {
  createDebug.enable('triggerkit:job,triggerkit:write')
  await placeOrders()
  expect(new Set(lines().map((line) => line.split(' ')[0]))).toEqual(new Set(['triggerkit:job', 'triggerkit:write']))
  written = []
  createDebug.enable('other:*')
  await placeOrders()
  expect(written).toEqual([])
})
