import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { type FallbackAlternative, fallbacks, type LimiterStore } from '@triggerkit/providers/rate-limiter'
import { brokenStores, wrongPassword } from './rate-limiter/broken-stores.ts'
import { storeNames } from './rate-limiter/stores.ts'

const none = (what: string) => ({ none: `its alternatives are functions: there is no ${what}` })
const hasRedis = storeNames.includes('redis')

runProviderSuite({ name: 'fallbacks()', family: 'fallback', triedOn: 'functions; Redis 7 that is down', setup })

async function setup(): Promise<ProviderBench> {
  const broken = hasRedis ? await brokenStores('redis') : undefined
  let done = 0
  const fails = (name: string, fields: object): FallbackAlternative => ({
    name,
    run: () => Promise.reject(Object.assign(new Error('it is down'), fields)),
  })
  const works: FallbackAlternative = { name: 'works', run: () => ({ done: ++done }) }
  const create = (alternatives: FallbackAlternative[], store?: LimiterStore) =>
    fallbacks({ chains: { pay: alternatives }, store })
  return {
    create: () => create([fails('broken', {}), works]),
    actions: [{ action: Trigger.fallback.execute('pay', { a: 1 }) }, { action: Trigger.fallback.execute('ways:pay') }],
    arrived: () => done,
    failures: {
      down: broken
        ? {
            outcome: 'retry',
            create: () => create([fails('broken', {})], broken.down()),
            message: /none of its alternatives succeeded: broken: it is down/,
            code: 'FALLBACK_FAILED',
          }
        : none('Redis here'),
      credentials: none('login'),
      tls: none('connection'),
      'too-large': none('limit of sizes'),
      'unknown-target': {
        outcome: 'final',
        create: () => create([works]),
        action: { action: Trigger.fallback.execute('pya') },
        message: /knows no chain "pya"\. .*There is: pay/,
        code: 'FALLBACK_UNKNOWN',
      },
      rejected: {
        outcome: 'final',
        create: () => create([fails('a', { retryable: false }), fails('b', { retryable: false })]),
        message: /a: it is down; b: it is down\. Each said that no further attempt can succeed/,
      },
    },
    silent: () => create([{ name: 'hangs', run: () => new Promise(() => undefined) }]),
    secrets: [wrongPassword],
    teardown: () => broken?.close(),
  }
}
