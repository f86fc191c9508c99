import { randomBytes } from 'node:crypto'
import { serviceUrl } from '@triggerkit/conformance/service'
import { Redis } from 'ioredis'

/** A client of the test's own, and what all its keys begin with. */
export interface RedisSpace {
  client: Redis
  prefix: string
  keys(): Promise<string[]>
  /** How many pipelines the client has been asked for. */
  pipelines(): number
  /** Deletes its keys, and ends the client. */
  clear(): Promise<void>
}

export function openSpace(): RedisSpace {
  const client = new Redis(serviceUrl('redis'))
  const prefix = `triggerkit-${randomBytes(6).toString('hex')}:`
  const pipeline = client.pipeline.bind(client)
  let pipelines = 0
  client.pipeline = (commands) => {
    pipelines++
    return pipeline(commands)
  }
  const keys = async (): Promise<string[]> => (await client.keys(`${prefix}*`)).sort()
  return {
    client,
    prefix,
    keys,
    pipelines: () => pipelines,
    async clear() {
      const left = await keys()
      for (let start = 0; start < left.length; start += 1_000) await client.unlink(...left.slice(start, start + 1_000))
      await client.quit()
    },
  }
}
