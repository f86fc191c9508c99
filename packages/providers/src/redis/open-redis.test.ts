import { expect, it } from 'vitest'
import { openRedis } from './open-redis.ts'

it('leaves a server that has become a replica, and no other that refuses a command', async () => {
  const { options } = (await openRedis('redis', { url: 'redis://127.0.0.1:1' })) as unknown as {
    options: { reconnectOnError?: (error: Error) => unknown }
  }
  const leaves = (message: string): unknown => options.reconnectOnError?.(new Error(message))
  expect(leaves("READONLY You can't write against a read only replica.")).toBe(true)
  expect(leaves('ERR Error running script (call to f_6b): @user_script:4: @user_script: 4: -READONLY You')).toBe(true)
  expect(leaves('WRONGTYPE Operation against a key holding the wrong kind of value')).toBe(false)
})
