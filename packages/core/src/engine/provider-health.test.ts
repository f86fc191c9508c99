import { describe, expect, it } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import type { CacheProvider } from '../provider/cache-provider.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

function cache(more: Partial<CacheProvider> = {}): CacheProvider {
  const nothing = async (): Promise<undefined> => undefined
  return { family: 'cache', get: nothing, set: nothing, delete: nothing, invalidate: nothing, ...more }
}

describe('health()', () => {
  it('asks each provider once, and says of each family and tag whether it is up, down or cannot tell', async () => {
    let asked = 0
    const redis = cache({ name: 'redis', health: async () => void asked++ })
    const broken = cache({
      name: 'other',
      health: async () => {
        throw new Error('no\nanswer')
      },
    })
    const triggers = createTriggers({ providers: { cache: { a: redis, b: redis, broken, own: cache() } } })
    expect(await triggers.health()).toMatchObject([
      { family: 'cache', tag: 'a', provider: 'redis', state: 'up' },
      { family: 'cache', tag: 'b', provider: 'redis', state: 'up' },
      { family: 'cache', tag: 'broken', provider: 'other', state: 'down', error: 'no\\nanswer' },
      { family: 'cache', tag: 'own', state: 'unknown', durationMs: 0 },
    ])
    expect(asked).toBe(1)
  })

  it('a provider that does not answer is down, and is told to stop', async () => {
    const clock = new ManualClock()
    let aborted = false
    const health = ({ signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true
          reject(signal.reason as Error)
        })
      })
    const triggers = createTriggers({ clock, providers: { cache: cache({ health }) } })
    const asked = triggers.health({ timeoutMs: 100 })
    await clock.advance(100)
    expect(await asked).toMatchObject([{ state: 'down', durationMs: 100, error: 'it did not answer within 100 ms' }])
    expect(aborted).toBe(true)
  })
})

describe('check()', () => {
  it('lists each provider with its use, and with its state once health() has asked', async () => {
    let isUp = false
    const health = async (): Promise<void> => {
      if (!isUp) throw new Error('connect ECONNREFUSED')
    }
    const triggers = createTriggers({
      providers: { cache: { 'redis-cache': cache({ name: 'redis', health }) }, action: { execute: async () => 1 } },
    })
    triggers.register('orders', {
      name: 't',
      events: ['afterInsert'],
      actions: [
        Trigger.cache.delete('redis-cache', 'order:{{record.id}}'),
        Trigger.fallback.run([Trigger.cache.delete('redis-cache', 'x'), Trigger.log.info('gone')]),
      ],
    })
    const told = (): unknown => triggers.check().filter(({ code }) => code.startsWith('PROVIDER'))
    const use = 'The cache provider "redis-cache" (redis) is used by 2 actions'
    const unused = { severity: 'info', code: 'PROVIDER', message: 'The action provider is used by no action.' }
    expect(told()).toEqual([{ severity: 'info', code: 'PROVIDER', message: `${use}.` }, unused])
    await triggers.health()
    const down = `${use}; it was down when health() asked: connect ECONNREFUSED.`
    expect(told()).toEqual([{ severity: 'warning', code: 'PROVIDER_DOWN', message: down }, unused])
    isUp = true
    await triggers.health()
    expect(told()).toEqual([
      { severity: 'info', code: 'PROVIDER', message: `${use}; it was up when health() asked.` },
      unused,
    ])
  })
})
