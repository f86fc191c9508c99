import { randomBytes } from 'node:crypto'
import { findService } from '@triggerkit/conformance/service'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'

const service = await findService('redis')
/** Whether tests with Redis can run; with `REQUIRE_SERVICES=1` an error where they cannot. */
export const hasRedis: boolean = service.reachable

/** Queues of one test: keys with a prefix of their own, which `close` removes. */
export interface QueuePlace {
  url: string
  prefix: string
  redis: Redis
  queue(name: string): Queue
  close(): Promise<void>
}

export function queuePlace(): QueuePlace {
  const prefix = `tk-test-${randomBytes(6).toString('hex')}`
  const redis = new Redis(service.url, { maxRetriesPerRequest: null })
  const queues: Queue[] = []
  return {
    url: service.url,
    prefix,
    redis,
    queue(name) {
      const queue = new Queue(name, { connection: redis as never, prefix })
      queues.push(queue)
      return queue
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()))
      const keys = await redis.keys(`${prefix}:*`)
      if (keys.length > 0) await redis.del(...keys)
      redis.disconnect()
    },
  }
}

/** The same address with a user that Redis does not know. */
export function strangerUrl(url: string, password: string): string {
  const changed = new URL(url)
  changed.username = 'nobody'
  changed.password = password
  return changed.href
}
