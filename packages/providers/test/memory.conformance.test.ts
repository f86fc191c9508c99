import { runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { memoryCache } from '@triggerkit/providers/memory'

const { cache } = Trigger
const none = { none: 'it is in this process: no server, no network, no limit but that of its entries' }

runProviderSuite({
  name: 'memoryCache() cache',
  family: 'cache',
  triedOn: 'itself',
  async setup() {
    let arrived = 0
    const counted = (): unknown => {
      const provider = memoryCache()
      return new Proxy(provider, {
        get(target, name) {
          if (name === 'get' || name === 'set' || name === 'delete' || name === 'invalidate') arrived++
          return Reflect.get(target, name) as unknown
        },
      })
    }
    return {
      create: counted,
      actions: [
        { action: cache.set('memory', 'order:{{record.id}}', { total: 7 }, 60), result: true },
        { action: cache.get('memory', 'order:{{record.id}}'), result: { total: 7 } },
        { action: cache.delete('memory', 'order:{{record.id}}'), result: 1 },
        { action: cache.invalidate('memory', 'order:{{record.id}}*'), result: 0 },
      ],
      arrived: () => arrived,
      failures: { down: none, credentials: none, tls: none, 'too-large': none, 'unknown-target': none, rejected: none },
      silent: none,
      secrets: [],
      teardown: () => undefined,
    }
  },
})
