import { describe, expect, it } from 'vitest'
import { type ExecutionsCase, everyOutcome, idsOf, newExecution } from './executions-case.ts'

/** What is over goes, a few at a time, and nothing else. */
export function purgeConformance(subject: ExecutionsCase): void {
  describe('a purge', () => {
    it('deletes failures by a time of their own', async () => {
      await subject.log.append(everyOutcome)
      const later = everyOutcome[0]!.at + 1
      const left = async (): Promise<string[]> =>
        (await subject.log.list({ limit: 10 })).map(({ outcome }) => outcome).sort()
      expect(await subject.log.purge({}, 10)).toBe(0)
      expect(await subject.log.purge({ completed: later - 1, failed: later - 1 }, 10)).toBe(0)
      expect(await subject.other.purge({ completed: later }, 10)).toBe(2)
      expect(await left()).toEqual(['failed', 'rejected', 'retried'])
      expect(await subject.log.purge({ completed: later, failed: later }, 10)).toBe(3)
      expect(await left()).toEqual([])
    })

    it('deletes no more at once than it is told to, the oldest first', async () => {
      const rows = Array.from({ length: 6 }, (_, at) => newExecution({ at }))
      await subject.log.append(rows.toReversed())
      const ids = rows.map(({ id }) => id)
      expect(await subject.log.purge({ completed: 100, failed: 100 }, 2)).toBe(2)
      expect((await idsOf(subject.log)).sort()).toEqual(ids.slice(2))
      await subject.log.append([1, 2, 3].map((at) => newExecution({ at, outcome: 'failed' })))
      expect(await subject.log.purge({ completed: 100, failed: 100 }, 6)).toBe(6)
      expect(await idsOf(subject.log)).toHaveLength(1)
    })

    it('may be done by several at the same time, beside those who append', async () => {
      const old = Array.from({ length: 300 }, () => newExecution({ at: 1 }))
      const young = Array.from({ length: 300 }, () => newExecution({ at: 1_000 }))
      await subject.log.append(old)
      const purgeAll = async (log: ExecutionsCase['log']): Promise<number> => {
        let total = 0
        for (let purged = 1; purged > 0; total += purged) purged = await log.purge({ completed: 500 }, 20)
        return total
      }
      const counts = [purgeAll(subject.log), purgeAll(subject.other)]
      for (let from = 0; from < 300; from += 50) await subject.log.append(young.slice(from, from + 50))
      const purged = (await Promise.all(counts)).reduce((sum, count) => sum + count)
      expect(purged + (await purgeAll(subject.log))).toBe(300)
      expect((await idsOf(subject.log)).sort()).toEqual(young.map(({ id }) => id).sort())
    })
  })
}
