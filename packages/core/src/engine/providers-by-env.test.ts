import { expect, it } from 'vitest'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

it('providers of an environment come before those of all, and those of other environments are not even made', async () => {
  const [all, production] = [recordingProviders(), recordingProviders()]
  let made = 0
  const run = async (env: string): Promise<void> => {
    const triggers = createTriggers({
      env,
      providers: { 'redis-cache': all.providers.cache, broker: all.providers.broker },
      providersByEnv: {
        prd: { 'redis-cache': production.providers.cache },
        staging: () => {
          made++
          return {}
        },
      },
    })
    triggers.register('orders', {
      name: 't',
      events: ['afterInsert'],
      actions: [Trigger.cache.delete('redis-cache', 'x'), Trigger.broker.publish('b:t', 1)],
    })
    await triggers.execute('afterInsert', { table: 'orders', record: { id: 1 } })
  }
  await run('prd')
  expect(production.calls.map(({ type }) => type)).toEqual(['cache.delete'])
  expect(all.calls.map(({ type }) => type)).toEqual(['broker.publish'])
  await run('dev')
  expect(all.calls.map(({ type }) => type)).toEqual(['broker.publish', 'cache.delete', 'broker.publish'])
  expect(made).toBe(0)
  await run('staging')
  expect(made).toBe(1)
})
