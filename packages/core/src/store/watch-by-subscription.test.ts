import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchBySubscription } from './watch-by-subscription.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** One whose subscriptions the test calls. */
function openSource() {
  const heard: { changed(): void; lost(error: Error): void }[] = []
  const ended = vi.fn()
  const mark = vi.fn(async () => 'a')
  const subscribe = vi.fn(async (changed: () => void, lost: (error: Error) => void) => {
    heard.push({ changed, lost })
    return { end: ended }
  })
  return { heard, ended, mark, subscribe }
}

describe('watchBySubscription', () => {
  it('calls back at each change until it ends', async () => {
    const source = openSource()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchBySubscription(watcher, source)
    source.heard[0]!.changed()
    expect(watcher.changed).toHaveBeenCalledOnce()
    await end()
    expect(source.ended).toHaveBeenCalledOnce()
    source.heard[0]!.changed()
    source.heard[0]!.lost(new Error('down'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    expect(watcher.failed).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells once that it was lost, tries ever less often, and calls back when it listens again', async () => {
    const source = openSource()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchBySubscription(watcher, source)
    source.subscribe.mockRejectedValue(new Error('down still'))
    source.mark.mockRejectedValue(new Error('down, too'))
    source.heard[0]!.lost(new Error('down'))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(watcher.failed.mock.calls).toMatchObject([[{ code: 'STORE_UNREACHABLE', cause: { message: 'down' } }]])
    expect(source.subscribe.mock.calls.length).toBeLessThan(130)
    expect(watcher.changed).not.toHaveBeenCalled()
    source.subscribe.mockResolvedValue({ end: source.ended })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    expect(watcher.failed).toHaveBeenCalledOnce()
    await end()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('finds by looking what nothing told of', async () => {
    const source = openSource()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchBySubscription(watcher, source)
    source.mark.mockResolvedValue('b')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(watcher.changed).toHaveBeenCalledOnce()
    await end()
  })

  it('rejects and ends where it cannot begin', async () => {
    const source = openSource()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    source.mark.mockRejectedValue(new Error('no rights'))
    await expect(watchBySubscription(watcher, source)).rejects.toThrow('no rights')
    expect(source.ended).toHaveBeenCalledOnce()
    source.subscribe.mockRejectedValue(new Error('refused'))
    await expect(watchBySubscription(watcher, source)).rejects.toThrow('refused')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is silent where it ended while it was made anew', async () => {
    const source = openSource()
    const watcher = { changed: vi.fn(), failed: vi.fn() }
    const end = await watchBySubscription(watcher, source)
    let made: ((subscription: { end: typeof source.ended }) => void) | undefined
    source.subscribe.mockReturnValue(new Promise((resolve) => (made = resolve)))
    source.heard[0]!.lost(new Error('down'))
    await vi.advanceTimersByTimeAsync(200)
    await end()
    const late = vi.fn()
    made!({ end: late })
    await vi.advanceTimersByTimeAsync(0)
    expect(late).toHaveBeenCalledOnce()
    expect(watcher.changed).not.toHaveBeenCalled()
  })
})
