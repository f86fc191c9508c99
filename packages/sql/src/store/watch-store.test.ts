import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest'
import { type PgClientLike, PostgresListener } from '../listen/postgres-listener.ts'
import { watchStore } from './watch-store.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a watch that begins after the connection was lost looks as often as one that saw it go', async () => {
  const client = Object.assign(new EventEmitter(), {
    query: async () => {
      if (isLost) throw new Error('Client has encountered a connection error and is not queryable')
    },
  })
  let isLost = false
  let mark = 1
  const listener = new PostgresListener('triggerkit_triggers', client as PgClientLike)
  const begin = async () => {
    const changed = vi.fn()
    const watcher = { changed, failed: vi.fn() }
    const end = await watchStore({ watcher, scopeHash: 'a', pollMs: 500, mark: async () => `${mark}`, listener })
    return { changed, end }
  }
  const first = await begin()
  isLost = true
  client.emit('error', new Error('Connection terminated unexpectedly'))
  const looks = async ({ changed }: { changed: Mock }): Promise<void> => {
    await vi.advanceTimersByTimeAsync(1_000)
    changed.mockClear()
    mark++
    await vi.advanceTimersByTimeAsync(1_000)
    expect(changed).toHaveBeenCalledOnce()
  }
  const second = await begin()
  for (const each of [first, second]) await looks(each)
  for (const each of [first, second]) await each.end()
  const third = await begin()
  await looks(third)
  await third.end()
  expect(client.listenerCount('notification')).toBe(0)
})
