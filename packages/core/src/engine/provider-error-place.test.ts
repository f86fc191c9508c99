import { expect, it } from 'vitest'
import { ProviderError } from '../provider/provider-error.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

it('before a Write, an error that tells of its provider alone is told with trigger and action, and is as final as it was', async () => {
  const error = new ProviderError({
    message: 'redis "redis-cache" could not read the entry.',
    provider: 'redis "redis-cache"',
    retryable: false,
  })
  const recorded = recordingProviders().fail('cache.get', { error })
  const triggers = createTriggers({ providers: recorded.providers })
  const database = new MemoryDatabase({ tables: [defineTable('orders', { id: 'integer' })] }).connect(triggers)
  triggers.register('orders', {
    name: 'known',
    events: ['beforeInsert'],
    actions: [{ ...Trigger.cache.get('redis-cache', 'a'), name: 'look', retry: { maxAttempts: 3 } }],
  })
  await expect(database.create('orders', { id: 1 })).rejects.toMatchObject({
    name: 'ActionError',
    message:
      'Action "look" of trigger "known" (beforeInsert on orders) failed: redis "redis-cache" could not read the entry.',
    cause: error,
  })
  expect(recorded.calls).toHaveLength(1)
})
