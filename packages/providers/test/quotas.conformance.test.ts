import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { type QuotaProvider, Trigger } from '@triggerkit/core'
import { quotas } from '@triggerkit/providers/rate-limiter'
import { providerCall } from './fixture/provider-call.ts'
import { brokenStores, wrongPassword } from './rate-limiter/broken-stores.ts'
import { storeNames, testStore } from './rate-limiter/stores.ts'

const known = { mails: { points: 1_000, durationSeconds: 86_400 } }
const triedOn: Record<string, string> = {
  memory: 'this process',
  redis: 'Redis 7, ioredis',
  postgres: 'PostgreSQL, pg',
}
const none = (what: string) => ({ none: `it counts in a store: there is ${what}` })
const inMemory = { none: 'it counts in this process: there is no server' }

for (const name of storeNames)
  runProviderSuite({ name: `quotas() ${name}`, family: 'quota', triedOn: triedOn[name]!, setup: () => setup(name) })

async function setup(name: string): Promise<ProviderBench> {
  const store = await testStore(name)
  const broken = name === 'memory' ? undefined : await brokenStores(name)
  const made: QuotaProvider[] = []
  const create = (given = store.open()) => quotas({ quotas: known, store: given, prefix: store.prefix })
  const usedOf = async (provider: QuotaProvider): Promise<number> => {
    const { remaining } = await provider.check('mails', { key: 'ann', amount: 1 }, providerCall())
    return 1_000 - remaining!
  }
  const watch = store.isShared ? create() : undefined
  return {
    create() {
      const provider = create()
      if (!store.isShared) made.push(provider)
      return provider
    },
    actions: [
      { action: Trigger.quota.consume('mails', { key: 'ann', amount: 2 }) },
      { action: Trigger.quota.check('limits:mails', { key: 'ann' }), isCounted: false },
    ],
    async arrived() {
      const used = await Promise.all((watch === undefined ? made : [watch]).map(usedOf))
      return used.reduce((sum, each) => sum + each, 0)
    },
    failures: {
      down: broken
        ? { outcome: 'retry', create: () => create(broken.down()), message: /could not count the quota "mails".* runs/ }
        : inMemory,
      credentials: broken?.credentials
        ? { outcome: 'final', create: () => create(broken.credentials!()), message: /knows the user and password/ }
        : { none: 'the PostgreSQL of the tests trusts everybody' },
      tls: none("no connection but the client's own"),
      'too-large': none('nothing large: keys travel as digests'),
      'unknown-target': {
        outcome: 'final',
        create: () => create(),
        action: { action: Trigger.quota.consume('mials') },
        message: /knows no quota "mials"\. Did you mean "mails"/,
        code: 'QUOTA_UNKNOWN',
      },
      rejected: none('no refusal but an answer (`allowed: false`)'),
    },
    silent: broken ? () => create(broken.silent()) : inMemory,
    secrets: [wrongPassword],
    async withOwnClient() {
      const provider = create()
      return { provider, stillWorks: async () => (await usedOf(create())) >= 0, end: () => undefined }
    },
    async teardown() {
      await watch?.close?.()
      await Promise.all([store.close(), broken?.close()])
    },
  }
}
