import { describe, expect, it } from 'vitest'
import { sleep } from './clock.ts'
import { ManualClock } from './manual-clock.ts'

describe('a clock for tests', () => {
  it('starts where it is told to and passes when it is told to', async () => {
    const clock = new ManualClock('2026-01-02T03:04:05Z')
    const rung: string[] = []
    clock.after(2_000, () => rung.push(new Date(clock.now()).toISOString()))
    clock.after(1_000, () => rung.push('first'))
    clock.after(1_000, () => rung.push('never'))()
    await clock.advance(1_500)
    expect(rung).toEqual(['first'])
    await clock.advance(1_500)
    expect(rung).toEqual(['first', '2026-01-02T03:04:07.000Z'])
    expect(new Date(clock.now()).toISOString()).toBe('2026-01-02T03:04:08.000Z')
    expect(clock.waits).toEqual([2_000, 1_000, 1_000])
  })

  it('passes as it is waited for until a work has settled, real work included', async () => {
    const clock = new ManualClock()
    const work = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 10))
      await sleep(clock, 60_000)
      await sleep(clock, 1_000)
      return 'done'
    }
    expect(await clock.until(work())).toBe('done')
    expect(clock.now()).toBe(61_000)
    await expect(clock.until(Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})
