import { startRedis } from '@triggerkit/conformance/service'
import { type CacheProvider, Trigger } from '@triggerkit/core'
import { redis, redisStreams } from '@triggerkit/providers/redis'
import { Redis } from 'ioredis'
import { type ReceivedMessage, runRestartTest } from './fixture/run-restart-test.ts'

const stream = 'entries'
const streams = await startRedis({ survivesCrash: true })
const cache = await startRedis({ survivesCrash: true })
const urlOf = (server: typeof cache): string => `redis://${server!.host}:${server!.port}`

runRestartTest({
  name: 'Redis (streams)',
  server: streams,
  open: async () => ({
    providers: { events: redisStreams({ url: urlOf(streams) }) },
    action: Trigger.broker.publish(`events:${stream}`, { text: '{{record.text}}' }),
    received: readStream,
    close: async () => undefined,
  }),
})

runRestartTest({
  name: 'Redis (cache)',
  server: cache,
  isExactlyOnce: true,
  open: async () => ({
    providers: { cache: keyedByCall(redis({ url: urlOf(cache) })) },
    action: Trigger.cache.set('cache', '{{record.text}}', { text: '{{record.text}}' }),
    received: readEntries,
    close: async () => undefined,
  }),
})

/** The same, with entries under the idempotency key, so that it can be told which call made each. */
function keyedByCall(inner: CacheProvider): CacheProvider {
  return { ...inner, set: (_key, value, options, call) => inner.set(call.idempotencyKey, value, options, call) }
}

async function readStream(): Promise<ReceivedMessage[]> {
  const client = new Redis(urlOf(streams))
  const entries = await client.xrange(stream, '-', '+')
  await client.quit()
  return entries.map(([, [, id, , data]]) => ({ id: id!, ...(JSON.parse(data!) as { text: string }) }))
}

async function readEntries(): Promise<ReceivedMessage[]> {
  const client = new Redis(urlOf(cache))
  const ids = await client.keys('*')
  const values = ids.length === 0 ? [] : await client.mget(...ids)
  await client.quit()
  return ids.map((id, index) => ({ id, ...(JSON.parse(values[index]!) as { text: string }) }))
}
