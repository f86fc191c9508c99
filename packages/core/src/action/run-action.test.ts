import { describe, expect, it, vi } from 'vitest'
import { ActionError } from '../errors/action-error.ts'
import type { ActionExecutor } from './action-executor.ts'
import { ManualClock } from './manual-clock.ts'
import { runAction } from './run-action.ts'
import { RecordingVerdict, type RunFixture, toEnvironment, toRun } from './run-fixture.ts'

const { signal: _signal, ...environment } = toEnvironment()

function executorOf(execute: (attempt: number, signal: AbortSignal) => unknown): ActionExecutor {
  let attempts = 0
  return { setBased: false, execute: async (_runs, { signal }) => [await execute(++attempts, signal)] }
}

function failing(times: number, error: unknown = new Error('down')): ActionExecutor {
  return executorOf((attempt) => {
    if (attempt <= times) throw error
    return `attempt ${attempt}`
  })
}

async function start(executor: ActionExecutor, options: RunFixture['options'] = {}, verdict?: RecordingVerdict) {
  const clock = new ManualClock()
  const done = runAction([toRun({ type: 'http.get', options, verdict })], executor, environment, {
    defaultTimeoutMs: 10_000,
    clock,
  })
  done.catch(() => undefined)
  return { clock, done }
}

describe('the time limit of an attempt', () => {
  it('R33 is the default given, and its error names action and milliseconds', async () => {
    const seen: AbortSignal[] = []
    const executor = executorOf((_attempt, signal) => {
      seen.push(signal)
      return new Promise(() => undefined)
    })
    const { clock, done } = await start(executor)
    await clock.advance(9_999)
    expect(seen[0]!.aborted).toBe(false)
    await clock.advance(1)
    await expect(done).rejects.toMatchObject({ code: 'ACTION_TIMEOUT', action: 'step' })
    await expect(done).rejects.toThrow(
      'Action "step" of trigger "rule" (afterInsert on orders) failed: it took longer than 10000 ms.',
    )
    expect(seen[0]!.aborted).toBe(true)
    expect(seen[0]!.reason).toBeInstanceOf(ActionError)
  })

  it("R33 is the action's own where it has one, and counts anew for each attempt", async () => {
    const { clock, done } = await start(
      executorOf(() => new Promise(() => undefined)),
      { timeout: 50, retry: { maxAttempts: 2, initialDelay: 10, jitter: 0 } },
    )
    await clock.advance(500)
    await expect(done).rejects.toMatchObject({ code: 'ACTION_TIMEOUT', attempts: 2 })
    await expect(done).rejects.toThrow('failed after 2 attempts: it took longer than 50 ms')
    expect(clock.waits).toEqual([50, 10, 50])
  })

  it('R33 what an attempt does after its time is up is not heard of', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const { clock, done } = await start(
      executorOf(
        (_attempt, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('late')))),
      ),
    )
    await clock.advance(10_000)
    await expect(done).rejects.toMatchObject({ code: 'ACTION_TIMEOUT' })
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('leaves no timer behind', async () => {
    const { clock, done } = await start(executorOf(() => 'done'))
    expect(await done).toEqual(['done'])
    await clock.advance(20_000)
    expect(await runAction([], failing(1), environment, { defaultTimeoutMs: 1 })).toEqual([])
  })
})

describe('retry', () => {
  it('waits longer before each attempt, up to the most, and no longer than that', async () => {
    const { clock, done } = await start(failing(5), {
      retry: { maxAttempts: 6, initialDelay: 1_000, maxDelay: 5_000, jitter: 0 },
    })
    await clock.advance(60_000)
    expect(await done).toEqual(['attempt 6'])
    expect(clock.waits.filter((wait) => wait !== 10_000)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000])
  })

  it('draws a share of the delay, and heeds what the receiver asks for', async () => {
    const first = await start(failing(1), { retry: { maxAttempts: 2, initialDelay: 1_000, jitter: 0.4 } })
    await first.clock.advance(5_000)
    expect(first.clock.waits).toContain(1_000)
    const second = await start(failing(1, Object.assign(new Error('busy'), { retryAfterMs: 3_000 })), {
      retry: { maxAttempts: 2 },
    })
    await second.clock.advance(5_000)
    expect(second.clock.waits).toContain(3_000)
  })

  it('says after how many attempts it failed, and for what reason', async () => {
    const error = new Error('down')
    const { clock, done } = await start(failing(9, error), { retry: { maxAttempts: 3 } })
    await clock.advance(60_000)
    await expect(done).rejects.toMatchObject({ name: 'ActionError', attempts: 3, cause: error })
    await expect(done).rejects.toThrow('failed after 3 attempts: down')
  })

  it('leaves the very error of a single attempt, and of any before event', async () => {
    const error = new Error('down')
    await expect((await start(failing(1, error))).done).rejects.toBe(error)
    const { clock, done } = await start(failing(9, error), { retry: { maxAttempts: 2 } }, new RecordingVerdict())
    await clock.advance(60_000)
    await expect(done).rejects.toBe(error)
  })

  it('ends when the engine closes', async () => {
    const callbacks = new Set<() => void>()
    const onClose = (callback: () => void): (() => void) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    }
    const clock = new ManualClock()
    const run = toRun({ type: 'http.get', options: { retry: { maxAttempts: 5 } } })
    const done = runAction([run], failing(9), environment, {
      defaultTimeoutMs: 1_000,
      clock,
      onClose,
    })
    done.catch(() => undefined)
    await clock.advance(100)
    for (const callback of callbacks) callback()
    await expect(done).rejects.toThrow('down')
    expect(clock.waits).toEqual([1_000, 1_000])
    expect(callbacks.size).toBe(0)
  })
})
