import { expect, it } from 'vitest'
import { connectionOf } from './bullmq-options.ts'

interface Reconnecting {
  reconnectOnError?: (error: Error) => unknown
}

it.each([false, true])('leaves a server that has become a replica, and no other (blocking: %s)', (isBlocking) => {
  const { reconnectOnError }: Reconnecting = connectionOf('redis://127.0.0.1:1', { isBlocking })
  expect(reconnectOnError?.(new Error("READONLY You can't write against a read only replica."))).toBe(true)
  expect(reconnectOnError?.(new Error('OOM command not allowed'))).toBe(false)
})

it('leaves it to the options that are given when to leave a server', () => {
  const given: Reconnecting = { reconnectOnError: () => 2 }
  expect(connectionOf(given)).toMatchObject(given)
})
