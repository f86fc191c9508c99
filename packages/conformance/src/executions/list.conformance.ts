import { describe, expect, it } from 'vitest'
import { type ExecutionsCase, everyOutcome, idsOf, newExecution } from './executions-case.ts'

/** What is asked for is what is listed. */
export function listConformance(subject: ExecutionsCase): void {
  describe('a list', () => {
    it('is given in parts', async () => {
      const rows = Array.from({ length: 7 }, () => newExecution())
      await subject.log.append(rows)
      const ids = rows.map(({ id }) => id).reverse()
      expect(await idsOf(subject.log, { limit: 3 })).toEqual(ids.slice(0, 3))
      expect(await idsOf(subject.log, { limit: 3, cursor: ids[2]! })).toEqual(ids.slice(3, 6))
      expect(await idsOf(subject.log, { limit: 3, cursor: ids[6]! })).toEqual([])
      expect(await idsOf(subject.log, { limit: 3, cursor: 'z' })).toEqual(ids.slice(0, 3))
    })

    it.each([
      ['trigger', { trigger: 'other' }],
      ['table', { table: 'other' }],
      ['key', { key: 'other' }],
      ['action', { action: 'other' }],
      ['job', { job: 'other' }],
    ])('is of one %s', async (_name, fields) => {
      const row = newExecution(fields)
      await subject.log.append([newExecution(), row, newExecution({ key: 'x', job: 'x' })])
      expect(await idsOf(subject.log, fields)).toEqual([row.id])
      expect(await idsOf(subject.log, { ...fields, trigger: 'nobody' })).toEqual([])
    })

    it('is of some outcomes', async () => {
      await subject.log.append(everyOutcome)
      for (const { id, outcome } of everyOutcome)
        expect(await idsOf(subject.log, { outcomes: [outcome] })).toEqual([id])
      expect(await idsOf(subject.log, { outcomes: ['completed', 'failed'] })).toHaveLength(2)
      expect(await idsOf(subject.log, { outcomes: [] })).toEqual([])
    })

    it('is of a time: from its first moment on, until before its last one', async () => {
      const rows = [1_000, 2_000, 3_000].map((at) => newExecution({ at }))
      await subject.log.append(rows)
      const ids = rows.map(({ id }) => id)
      expect(await idsOf(subject.log, { from: 2_000 })).toEqual([ids[2], ids[1]])
      expect(await idsOf(subject.log, { to: 2_000 })).toEqual([ids[0]])
      expect(await idsOf(subject.log, { from: 1_001, to: 3_000 })).toEqual([ids[1]])
    })
  })
}
