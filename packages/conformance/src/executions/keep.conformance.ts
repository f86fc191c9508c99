import { describe, expect, it } from 'vitest'
import { type ExecutionsCase, idsOf, newExecution } from './executions-case.ts'

/** Texts, by what they are like, that some database or other makes something else of. */
const texts: [likeness: string, text: string][] = [
  ['quotes', `it's "one" \\ \`x\``],
  ['NUL', 'a\u0000b'],
  ['half a pair', '\ud800 half'],
  ['spaces at the end', 'ends in spaces  '],
  ['characters beyond ASCII', '🛒 ümlaut'],
  ['wildcards', '%_[x]'],
  ['an operator', '{"$gt": 1}'],
  ['length', 'x'.repeat(2_000)],
]

/** What is appended is what is listed. */
export function keepConformance(subject: ExecutionsCase): void {
  describe('what is kept', () => {
    it('is all of a row, the newest first', async () => {
      const rows = [
        newExecution(),
        newExecution({
          key: '7',
          job: 'job',
          phase: 'job',
          timing: 'queued',
          attempt: 3,
          rows: 1_000,
          triggerVersion: 12,
        }),
        newExecution({ outcome: 'failed', durationMs: 86_400_000.001, error: { name: 'Error', message: 'no' } }),
        newExecution({
          outcome: 'retried',
          at: 1,
          durationMs: 0,
          error: { name: 'TypeError', code: 'X', message: '' },
        }),
      ]
      await subject.log.append(rows)
      expect(await subject.other.list({ limit: 10 })).toEqual(rows.toReversed())
    })

    it.each(texts)('has its texts to the letter: %s', async (_likeness, text) => {
      const error = { name: text, code: text, message: text }
      const [trigger, triggerName, table, key, action] = [text, text, text, text, text]
      const row = newExecution({ trigger, triggerName, table, key, action, outcome: 'failed', error })
      await subject.log.append([row, newExecution()])
      expect(await subject.log.list({ limit: 10, trigger, table, key, action })).toEqual([row])
      expect(await subject.log.list({ limit: 10, key: `${text} ` })).toEqual([])
      expect(await subject.log.list({ limit: 10, key: text.toUpperCase() })).toHaveLength(
        text.toUpperCase() === text ? 1 : 0,
      )
    })

    it('is each row once, however often it is appended', async () => {
      const rows = [newExecution(), newExecution()]
      await subject.log.append([rows[0]!])
      await subject.other.append(rows)
      await subject.log.append(rows)
      expect(await idsOf(subject.log)).toEqual([rows[1]!.id, rows[0]!.id])
    })

    it('is many at once, and nothing of none', async () => {
      await subject.log.append([])
      const message = 'm'.repeat(1_000)
      const rows = Array.from({ length: 500 }, (_, index) =>
        newExecution({ key: `${index} ${'k'.repeat(9_000)}`, outcome: 'failed', error: { name: 'Error', message } }),
      )
      await subject.log.append(rows)
      expect(await idsOf(subject.log)).toHaveLength(500)
    })

    it('is kept by several at the same time', async () => {
      const rows = Array.from({ length: 200 }, () => newExecution())
      const parts = Array.from({ length: 10 }, (_, part) => rows.slice(part * 20, part * 20 + 20))
      await Promise.all(parts.map((part, index) => (index % 2 === 0 ? subject.log : subject.other).append(part)))
      expect((await idsOf(subject.log)).sort()).toEqual(rows.map(({ id }) => id).sort())
    })

    it('can be told to be there', async () => {
      await subject.log.verify()
      await subject.log.migrate?.()
      await subject.other.verify()
    })
  })
}
