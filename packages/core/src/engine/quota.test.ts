import { describe, expect, it } from 'vitest'
import { ManualClock } from '../action/manual-clock.ts'
import { ProviderError } from '../provider/provider-error.ts'
import type { QuotaAnswer, QuotaProvider } from '../provider/quota-provider.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { recordingProviders } from '../testing/recording-providers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

type Action = ReturnType<typeof Trigger.log.info>

/** A quota of three for each key, which keeps what it has given for an idempotency key. */
class CountingQuota implements QuotaProvider {
  readonly family = 'quota'
  readonly used = new Map<string, number>()
  readonly #given = new Set<string>()

  async check(quota: string, { key = '', amount }: { key?: string; amount: number }): Promise<QuotaAnswer> {
    const remaining = 3 - (this.used.get(quota + key) ?? 0)
    return remaining >= amount ? { allowed: true, remaining } : { allowed: false, remaining, retryAfterMs: 60_000 }
  }

  async consume(
    quota: string,
    use: { key?: string; amount: number },
    { idempotencyKey }: { idempotencyKey: string },
  ): Promise<QuotaAnswer> {
    const answer = await this.check(quota, use)
    if (!answer.allowed || this.#given.has(idempotencyKey)) return answer
    this.#given.add(idempotencyKey)
    this.used.set(quota + (use.key ?? ''), (this.used.get(quota + (use.key ?? '')) ?? 0) + use.amount)
    return { allowed: true, remaining: answer.remaining! - use.amount }
  }
}

function setUp(event: string, ...actions: Action[]) {
  const quota = new CountingQuota()
  const recorded = recordingProviders()
  const errors: Error[] = []
  const clock = new ManualClock()
  const onError = (error: Error) => errors.push(error)
  const triggers = createTriggers({ clock, providers: { ...recorded.providers, quota }, onError })
  const tables = [defineTable('orders', { id: 'integer', tenant: 'string' })]
  const database = new MemoryDatabase({ tables }).connect(triggers)
  triggers.register('orders', { name: 'limit', events: [event as never], actions })
  const create = (...ids: number[]): Promise<unknown> =>
    clock.until(
      database.create(
        'orders',
        ids.map((id) => ({ id, tenant: 'a' })),
      ),
    )
  return { quota, recorded, errors, clock, database, create }
}

const consume = Trigger.quota.consume('orders', { key: '{{record.tenant}}' })

describe('quota.* before a Write', () => {
  it('lets it through while there is some left, and blocks it when it is used up', async () => {
    const { database, create, quota } = setUp('beforeInsert', { ...consume, name: 'count' })
    await create(1, 2)
    await create(3)
    const blocked = create(4)
    await expect(blocked).rejects.toMatchObject({
      name: 'ProviderError',
      code: 'QUOTA_EXCEEDED',
      retryAfterMs: 60_000,
      data: { quota: 'orders', remaining: 0, retryAfterMs: 60_000 },
      message:
        'Action "count" of trigger "limit" (beforeInsert on orders): the quota "orders" is used up (0 left); there is more in 60000 ms.',
    })
    expect(ProviderError.isInstance(await blocked.catch((error: unknown) => error))).toBe(true)
    expect(database.rows('orders').map(({ id }) => id)).toEqual([1, 2, 3])
    expect(quota.used.get('ordersa')).toBe(3)
  })

  it('check takes nothing', async () => {
    const { quota, create } = setUp('beforeInsert', Trigger.quota.check('orders', { amount: 3 }))
    await create(1, 2, 3, 4)
    expect(quota.used.size).toBe(0)
    const { create: createMore, database } = setUp('beforeInsert', Trigger.quota.check('orders', { amount: 4 }))
    await expect(createMore(1)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' })
    expect(database.rows('orders')).toEqual([])
  })

  it('continueOnError lets the Write through, and onError hears of it', async () => {
    const { database, create, errors } = setUp('beforeInsert', {
      ...Trigger.quota.check('orders', { amount: 4 }),
      continueOnError: true,
    })
    await create(1)
    expect(database.rows('orders')).toHaveLength(1)
    expect(errors).toMatchObject([{ name: 'ActionError', cause: { code: 'QUOTA_EXCEEDED' } }])
  })
})

describe('quota.* after a Write', () => {
  it('stops the later actions of its trigger when it is used up', async () => {
    const { recorded, create, errors } = setUp('afterInsert', consume, Trigger.cache.delete('redis', '{{record.id}}'))
    await create(1, 2)
    await create(3)
    await create(4)
    expect(recorded.callsOf('cache').map(({ key }) => key)).toEqual(['1', '2', '3'])
    expect(errors).toMatchObject([{ cause: { code: 'QUOTA_EXCEEDED', retryAfterMs: 60_000 } }])
  })

  it('waits for more as the provider says, where it has a retry', async () => {
    const { quota, clock, create, errors } = setUp('afterInsert', {
      ...consume,
      retry: { maxAttempts: 2, maxDelay: 90_000 },
    })
    quota.used.set('ordersa', 3)
    await create(1)
    expect(clock.waits).toEqual([10_000, 60_000, 10_000])
    expect(errors).toMatchObject([{ attempts: 2, cause: { code: 'QUOTA_EXCEEDED' } }])
  })

  it('gives later actions what is left', async () => {
    const { recorded, create } = setUp(
      'afterInsert',
      { ...consume, name: 'count' },
      Trigger.cache.set('redis', 'left', '{{actions.count.result.remaining}}'),
    )
    await create(1)
    expect(recorded.callsOf('cache')).toMatchObject([{ value: 2 }])
  })

  it.each([undefined, null, 7, {}])('says so where the provider answers %j', async (answer) => {
    const recorded = recordingProviders()
    const quota = { check: async () => answer, consume: async () => answer } as unknown as QuotaProvider
    const triggers = createTriggers({ providers: { ...recorded.providers, quota }, onError: () => undefined })
    triggers.register('orders', { name: 'limit', events: ['afterInsert'], actions: [Trigger.quota.check('orders')] })
    const report = await triggers.execute('afterInsert', { table: 'orders', record: {} })
    expect(report.triggers[0]!.actions[0]!.error!.message).toContain('which has no `allowed`')
  })
})
