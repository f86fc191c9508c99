import { createTriggers, Trigger, TriggerEvent } from '@triggerkit/core'
import { defineTable, ManualClock, MemoryDatabase, recordingProviders } from '@triggerkit/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'

const clock = new ManualClock('2026-01-02T03:04:05Z')
const recorded = recordingProviders({ answers: { 'action.execute': { customer: 'cus_1' } } })
const errors: Error[] = []
const triggers = createTriggers({ clock, providers: recorded.providers, onError: (error) => errors.push(error) })
const users = defineTable('users', { id: 'integer', email: 'string', plan: 'string' })
const database = new MemoryDatabase({ tables: [users] }).connect(triggers)

triggers.register('users', {
  name: 'premium-user',
  events: [TriggerEvent.AFTER_INSERT],
  condition: Trigger.when.field('record.plan').equals('premium'),
  actions: [
    {
      ...Trigger.action.execute('stripe', 'create-customer', { email: '{{record.email}}' }),
      name: 'customer',
      retry: { maxAttempts: 3, initialDelay: 1000 },
    },
    Trigger.cache.set('redis', 'user:{{record.id}}', { customer: '{{actions.customer.result.customer}}' }, 3600),
  ],
})

beforeEach(() => {
  recorded.clear()
  errors.length = 0
})

describe('a premium user', () => {
  const customer = {
    type: 'action.execute',
    app: 'stripe',
    action: 'create-customer',
    input: { email: 'ann@example.com' },
  }

  it('becomes a customer, who is cached', async () => {
    await database.create('users', { id: 1, email: 'ann@example.com', plan: 'premium' })
    expect(recorded.calls).toEqual([
      customer,
      { type: 'cache.set', cache: 'redis', key: 'user:1', value: { customer: 'cus_1' }, ttlSeconds: 3600 },
    ])
  })

  it('is tried again while the payment service is down', async () => {
    recorded.fail('action.execute', { times: 2, error: new Error('service unavailable') })
    await clock.until(database.create('users', { id: 2, email: 'ann@example.com', plan: 'premium' }))
    expect(recorded.callsOf('action')).toEqual([customer, customer, customer])
    expect(recorded.callsOf('cache')).toHaveLength(1)
    expect(errors).toEqual([])
  })

  it('is not cached where it could not become a customer', async () => {
    recorded.fail('action.execute')
    await clock.until(database.create('users', { id: 3, email: 'ann@example.com', plan: 'premium' }))
    expect(recorded.callsOf('cache')).toEqual([])
    expect(errors).toMatchObject([{ code: 'ACTION_FAILED', action: 'customer', attempts: 3 }])
  })
})

it('a free user starts nothing', async () => {
  await database.create('users', { id: 4, email: 'bob@example.com', plan: 'free' })
  expect(recorded.calls).toEqual([])
})
