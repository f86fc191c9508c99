import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchByPolling } from './watch-by-polling.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('watchByPolling', () => {
  it('calls back where the mark is another one, until it ends', async () => {
    let mark = 'a'
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchByPolling(watcher, 100, async () => mark)
    await vi.advanceTimersByTimeAsync(350)
    expect(watcher.changed).not.toHaveBeenCalled()
    mark = 'b'
    await vi.advanceTimersByTimeAsync(300)
    expect(watcher.changed).toHaveBeenCalledOnce()
    await end()
    mark = 'c'
    await vi.advanceTimersByTimeAsync(1_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rejects where the first mark cannot be had', async () => {
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const down = async (): Promise<string> => Promise.reject(new Error('down'))
    await expect(watchByPolling(watcher, 100, down)).rejects.toThrow('down')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells once that the store is down, asks ever less often, and calls back when it answers again', async () => {
    const mark = vi.fn(async () => 'a')
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchByPolling(watcher, 100, mark)
    mark.mockRejectedValue(new Error('down'))
    await vi.advanceTimersByTimeAsync(100 + 200 + 400 + 800)
    expect(mark).toHaveBeenCalledTimes(1 + 4)
    expect(watcher.failed.mock.calls).toMatchObject([[{ code: 'STORE_UNREACHABLE', cause: { message: 'down' } }]])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(mark.mock.calls.length).toBeLessThan(30)
    mark.mockResolvedValue('a')
    await vi.advanceTimersByTimeAsync(30_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    mark.mockRejectedValue(new Error('down'))
    await vi.advanceTimersByTimeAsync(200)
    expect(watcher.failed).toHaveBeenCalledTimes(2)
    await end()
  })

  it('tells once of a store that is silent, asks it nothing more until it answers, and calls back then', async () => {
    let answer: ((mark: string) => void) | undefined
    const mark = vi.fn(async () => 'a')
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchByPolling(watcher, 100, mark)
    mark.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(mark).toHaveBeenCalledTimes(2)
    expect(watcher.failed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'STORE_UNREACHABLE' }))
    expect(watcher.changed).not.toHaveBeenCalled()
    answer!('a')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    await end()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is silent after its end, also where an answer was under way', async () => {
    let answer: ((mark: string) => void) | undefined
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const marks = [Promise.resolve('a'), new Promise<string>((resolve) => (answer = resolve))]
    const end = await watchByPolling(watcher, 100, () => marks.shift()!)
    await vi.advanceTimersByTimeAsync(100)
    const ended = end()
    answer!('b')
    await ended
    expect(watcher.changed).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
