import type { StoreRedisLike, StoreRedisSubscriberLike } from './store-redis-like.ts'

/** Most milliseconds until a connection that listens is there. */
const openMs = 10_000

/** A connection that hears of changes. */
export interface Subscription {
  end(): void
}

export interface SubscriptionEvents {
  message(): void
  /** The connection has ended by itself, once it was there; `error` is what it said last. */
  lost(error: Error | undefined): void
}

/** Listens to a channel on a connection of its own. Rejects with what the connection said last. */
export async function openSubscription(
  client: StoreRedisLike,
  channel: string,
  events: SubscriptionEvents,
): Promise<Subscription> {
  const subscriber = duplicateOf(client)
  let lastError: Error | undefined
  let isOpen = false
  subscriber.on('error', (error) => (lastError = error))
  subscriber.on('message', () => events.message())
  subscriber.on('close', () => {
    subscriber.disconnect()
    if (isOpen) events.lost(lastError)
    isOpen = false
  })
  const limit = setTimeout(() => subscriber.disconnect(), openMs)
  try {
    await subscriber.connect()
    await subscriber.subscribe(channel)
    isOpen = true
  } catch (error) {
    subscriber.disconnect()
    throw lastError ?? error
  } finally {
    clearTimeout(limit)
  }
  return {
    end() {
      isOpen = false
      subscriber.disconnect()
    },
  }
}

/** It gives up at once: it is made anew then, which is the same for all kinds of clients, whatever their own options say. */
function duplicateOf(client: StoreRedisLike): StoreRedisSubscriberLike {
  const once = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 }
  const overrides = client.isCluster === true ? [[], { lazyConnect: true }] : [once]
  return client.duplicate(...(overrides as never[]))
}
