import fc from 'fast-check'
import { test } from 'vitest'
import type { OutboxCase } from './outbox-case.ts'
import { SchedulePlayer } from './schedule-player.ts'
import { schedules } from './schedule-step.ts'

/**
 * Whatever is appended, claimed, settled, retried, discarded and paused, in whatever order: no Job is lost, none is held by two, keys and chains
 * keep their order, a lost lease changes nothing, and in the end every Job can be brought to its end.
 */
export function scheduleConformance(subject: OutboxCase, numRuns: number): void {
  test(`schedule / R29 R41 R42 holds in any order of calls (${numRuns} of them)`, { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(schedules, async (steps) => {
      await subject.bench.clear()
      await new SchedulePlayer(subject).play(steps)
    })
    await fc.assert(property, { numRuns, endOnFailure: !process.env.SHRINK_SCHEDULES })
  })
}
