import { describe, expect, it } from 'vitest'
import type { BrokerProvider } from '../provider/broker-provider.ts'
import type { WorkflowProvider } from '../provider/workflow-provider.ts'
import { defineTable } from '../testing/define-table.ts'
import { MemoryDatabase } from '../testing/memory-database.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createTriggers } from './triggers.ts'

const tables = [defineTable('orders', { id: 'integer' })]
const rows = Array.from({ length: 1_500 }, (_, index) => ({ id: index + 1 }))

interface Counted {
  provider: BrokerProvider
  readonly most: number
  readonly published: number
}

/** A broker that counts how many calls it has at once. */
function broker(concurrency?: number): Counted {
  let running = 0
  const counted = { most: 0, published: 0 }
  const provider: BrokerProvider = {
    family: 'broker',
    concurrency,
    async publish() {
      counted.most = Math.max(counted.most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running--
      counted.published++
    },
  }
  return Object.assign(counted, { provider })
}

async function write(actions: Parameters<typeof Trigger.fallback.run>[0], providers: object): Promise<void> {
  const triggers = createTriggers({ providers: providers as never })
  const database = new MemoryDatabase({ tables }).connect(triggers)
  triggers.register('orders', { name: 't', events: ['afterInsert'], actions: [...actions] })
  await database.create('orders', rows)
  await triggers.drain()
}

const publish = Trigger.broker.publish('rabbit:orders', { id: '{{record.id}}' })

describe('R33 how many external actions run at a time', () => {
  it('R33 16 of each provider', async () => {
    const [one, other] = [broker(), broker()]
    const both = [
      { ...publish, name: 'a' },
      { ...Trigger.broker.publish('other:orders', 1), name: 'b' },
    ]
    await write(both, { rabbit: one.provider, other: other.provider })
    expect([one.most, one.published, other.published]).toEqual([16, 1_500, 1_500])
    expect(other.most).toBeLessThanOrEqual(16)
  })

  it.each(['sync', 'async'] as const)('R33 as many as a provider says that it takes, %s', async (timing) => {
    const wide = broker(1_000)
    await write([{ ...publish, timing }], { rabbit: wide.provider })
    expect([wide.most, wide.published]).toEqual([1_000, 1_500])
  })

  it('R33 a function beside such an action keeps to 16', async () => {
    const wide = broker(1_000)
    let running = 0
    let most = 0
    const custom = Trigger.custom(async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 1))
      running--
    })
    await write(
      [
        { ...publish, name: 'a' },
        { ...custom, name: 'b' },
      ],
      { rabbit: wide.provider },
    )
    expect([most, wide.published]).toEqual([16, 1_500])
  })

  it('R33 what an action leads to and waits for takes no place of the limit that it holds itself', async () => {
    let reserved = 0
    let most = 0
    const workflow: WorkflowProvider = {
      family: 'workflow',
      concurrency: 2,
      async execute(name) {
        most = Math.max(most, ++running)
        if (name === 'order') await database.create('stock', { id: ++reserved })
        else await new Promise((resolve) => setTimeout(resolve, 1))
        running--
      },
      dispatch: async () => undefined,
    }
    let running = 0
    const errors: Error[] = []
    const onError = (error: Error): void => void errors.push(error)
    const triggers = createTriggers({ providers: { workflow }, defaults: { timeoutMs: 1_000 }, onError })
    const stock = defineTable('stock', { id: 'integer' })
    const database = new MemoryDatabase({ tables: [...tables, stock] }).connect(triggers)
    const events = ['afterInsert'] as const
    triggers.register('orders', { name: 'o', events: [...events], actions: [Trigger.workflow.execute('order', {})] })
    triggers.register('stock', { name: 's', events: [...events], actions: [Trigger.workflow.execute('stock', {})] })
    await database.create('orders', [{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(errors).toEqual([])
    expect([reserved, most <= 4]).toEqual([3, true])
  })

  it.each([0, -1, 1.5, Number.NaN])('R33 a provider cannot take %s calls at a time', (concurrency) => {
    expect(() => createTriggers({ providers: { broker: broker(concurrency).provider } })).toThrow(
      'providers["broker"]: `concurrency` has to be a whole number of 1 or more',
    )
  })
})
