import type { NewJob } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newJob } from './new-job.ts'
import { BRIEF, LONG, type OutboxCase } from './outbox-case.ts'

/** Jobs that are kept once within a window. */
export function dedupeConformance(subject: OutboxCase): void {
  const once = (payload: string, key = 'once', windowMs = LONG): NewJob =>
    newJob({ payload, dedupe: { key, windowMs } })
  const payloads = async (): Promise<string[]> => (await subject.rows()).map(({ payload }) => payload)

  test('dedupe / within a window the first is kept, others are left out', async () => {
    await subject.append(once('a'), newJob({ payload: 'none' }), once('b'), once('other', 'another'))
    await subject.append(once('c'))
    await subject.other.append(undefined, [once('d'), newJob({ payload: 'none' })])
    expect(await payloads()).toEqual(['a', 'none', 'other', 'none'])
  })

  test('dedupe / the window counts from the Job that was kept', async () => {
    await subject.append(once('a', 'once', BRIEF * 3))
    await subject.bench.pass(BRIEF * 2)
    await subject.append(once('b', 'once', LONG))
    await subject.bench.pass(BRIEF * 2)
    await subject.append(once('c', 'once', LONG))
    await subject.append(once('d', 'once', LONG))
    const kept = await payloads()
    expect(kept).toHaveLength(2)
    expect(kept[0]).toBe('a')
    expect(['b', 'c']).toContain(kept[1])
  })

  test('dedupe / a window of nothing leaves nothing out', async () => {
    await subject.append(once('a', 'once', 0))
    await subject.bench.pass(5)
    await subject.append(once('b', 'once', 0))
    expect(await payloads()).toEqual(['a', 'b'])
  })

  test('dedupe / a Job counts however it ended, and though it is purged', async () => {
    await subject.append(once('a', 'a'), once('b', 'b'), once('c', 'c', LONG))
    const [a, b] = await subject.take(2)
    await subject.complete(a!)
    await subject.settle(b!, { state: 'dead', error: 'X: y' })
    await subject.outbox.ledger.discard({ states: ['ready'] }, 10)
    await subject.append(once('A', 'a'), once('B', 'b'), once('C', 'c'))
    await subject.passBriefly()
    await subject.outbox.ledger.purge({ completedMs: 1, deadMs: 1 }, 10)
    await subject.append(once('A', 'a'), once('B', 'b'), once('C', 'c'))
    expect((await payloads()).filter((payload) => payload < 'a')).toEqual([])
  })

  test('dedupe / keys are told apart to the character', async () => {
    const long = 'x'.repeat(699)
    const keys = [
      'a',
      'A',
      'a ',
      ' a',
      'ä',
      'a\u0308',
      'a\0',
      '\ud800',
      '\ud801',
      `${long}1`,
      `${long}2`,
      '%',
      '_',
      "'",
    ]
    await subject.append(...keys.map((key) => once(key, key)))
    await subject.append(...keys.map((key) => once('again', key)))
    expect(await payloads()).toEqual(keys)
  })

  test('dedupe / many at once, some of them twice', async () => {
    const jobs = Array.from({ length: 1_000 }, (_, index) => once(`${index}`, `key ${index % 400}`))
    await subject.append(...jobs)
    expect(await payloads()).toEqual(Array.from({ length: 400 }, (_, index) => `${index}`))
  })

  test('dedupe / of many calls at the same time one is kept', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? subject.other : subject.outbox).append(undefined, [once(`${index}`), newJob({ payload: 'none' })]),
      ),
    )
    const kept = await payloads()
    expect(kept.filter((payload) => payload === 'none')).toHaveLength(8)
    expect(kept.filter((payload) => payload !== 'none')).toHaveLength(1)
  })

  test('dedupe / of two transactions at the same time one keeps it', async () => {
    const { outbox, other, bench } = subject
    const { transaction } = bench
    if (transaction === undefined) return
    const run = (payload: string): Promise<void> =>
      transaction.call(bench, async (handle) => {
        await outbox.append(handle, [once(payload), newJob({ payload: 'none' })])
        await bench.pass(BRIEF)
      }) as Promise<void>
    await Promise.all([run('a'), run('b')])
    expect((await payloads()).sort()).toEqual([expect.stringMatching(/^[ab]$/), 'none', 'none'])
    await other.append(undefined, [once('c')])
    expect(await payloads()).toHaveLength(3)
  })

  test('dedupe / a transaction that is rolled back takes no key from one at the same time', async () => {
    const { outbox, bench } = subject
    const { transaction } = bench
    if (transaction === undefined) return
    const rolledBack = transaction.call(bench, async (handle) => {
      await outbox.append(handle, [once('rolled back')])
      await bench.pass(BRIEF)
      throw new Error('rolled back')
    })
    const kept = transaction.call(bench, (handle) => outbox.append(handle, [once('kept'), newJob({ payload: 'none' })]))
    const results = await Promise.allSettled([rolledBack, kept])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await payloads()).toEqual(['kept', 'none'])
  })
}
