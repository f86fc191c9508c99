import { randomBytes } from 'node:crypto'
import type { StoreBench } from '@triggerkit/conformance'
import type { TriggerStore } from '@triggerkit/core'
import type { Cluster, Redis } from 'ioredis'

/** A client of the test's own, and stores whose keys begin with a prefix of their own. */
export interface StorePlace {
  client: Redis | Cluster
  /** What the clients of the stores put before the prefix. */
  clientPrefix?: string
  open(prefix: string): TriggerStore
  end(): Promise<unknown>
}

export function openStore({ client, clientPrefix = '', open, end }: StorePlace): StoreBench & { prefix: string } {
  const prefix = `triggerkit-${randomBytes(6).toString('hex')}:`
  const [store, other] = [open(prefix), open(prefix)]
  const clear = async (): Promise<void> => {
    const nodes = client.isCluster ? (client as Cluster).nodes('master') : [client as Redis]
    for (const node of nodes) {
      const keys = await node.keys(`${clientPrefix}${prefix}*`)
      for (const key of keys) await node.unlink(key)
    }
  }
  return {
    prefix,
    store,
    other,
    clear,
    async spoil({ product, database }, tag) {
      const key = `${clientPrefix}${prefix}{${product}:${database}}:newest`
      await client.hset(key, tag, '{"format":1,')
      return new RegExp(`"${tag}" cannot be read: .*${prefix}\\{shop:orders-db\\}:newest.*no JSON.*triggers.revert`)
    },
    async teardown() {
      await clear()
      for (const each of [store, other]) await each.close!()
      await end()
    },
  }
}
