import type { JobFilter, JobRow } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newJob, newJobId, newJobs } from './new-job.ts'
import { LONG, type OutboxCase } from './outbox-case.ts'

/** Which Jobs people see. */
export function findConformance(subject: OutboxCase): void {
  const find = (filter: JobFilter): Promise<JobRow[]> => subject.outbox.ledger.find({ ...filter, limit: 1_000 })
  const found = async (filter: JobFilter): Promise<string> =>
    (await find(filter))
      .map(({ payload }) => payload)
      .sort()
      .join('')

  test('find / nothing of nothing', async () => {
    expect(await find({})).toEqual([])
    expect(await find({ ids: [newJobId()] })).toEqual([])
  })

  test('find / newest first by id, page by page', async () => {
    const jobs = newJobs(11)
    await subject.append(...jobs.slice(5), ...jobs.slice(0, 5))
    const seen: string[] = []
    const sizes: number[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await subject.outbox.ledger.find({ limit: 4, cursor })
      seen.push(...page.map(({ id }) => id))
      sizes.push(page.length)
      if (page.length < 4) break
      cursor = page.at(-1)!.id
    }
    expect(seen).toEqual(jobs.map(({ id }) => id).reverse())
    expect(sizes).toEqual([4, 4, 3])
  })

  test('find / a page of what matches, though Jobs were added since', async () => {
    const jobs = [...newJobs(4, { table: 'items' }), ...newJobs(2), ...newJobs(4, { table: 'items' })]
    await subject.append(...jobs)
    const first = await subject.outbox.ledger.find({ table: 'items', limit: 3 })
    await subject.append(...newJobs(3, { table: 'items' }))
    const second = await subject.outbox.ledger.find({ table: 'items', limit: 10, cursor: first.at(-1)!.id })
    const items = jobs.filter(({ table }) => table === 'items').reverse()
    expect([...first, ...second].map(({ id }) => id)).toEqual(items.map(({ id }) => id))
  })

  test('find / by each member, and by several', async () => {
    await subject.append(
      newJob({ payload: 'a', trigger: 't', table: 'x', key: '1', provider: 'p', orderingKey: 'k' }),
      newJob({ payload: 'b', trigger: 't', table: 'x', key: '2', provider: 'q', orderingKey: 'l' }),
      newJob({ payload: 'c', trigger: 'u', table: 'x', key: '1', provider: 'p', orderingKey: 'k' }),
      newJob({ payload: 'd', trigger: 'u', table: 'y', key: '1', provider: 'q', runAt: { inMs: LONG } }),
      newJob({ payload: 'e', trigger: '', table: '', key: '', provider: '' }),
    )
    const [a] = await subject.take(1)
    await subject.complete(a!)
    const ids = (await subject.rows()).map(({ id }) => id)
    const expected: [JobFilter, string][] = [
      [{}, 'abcde'],
      [{ ids: [ids[0]!, ids[3]!, newJobId()] }, 'ad'],
      [{ ids: [ids[1]!, ids[1]!] }, 'b'],
      [{ ids: [] }, ''],
      [{ states: ['completed'] }, 'a'],
      [{ states: ['ready', 'completed', 'dead'] }, 'ade'],
      [{ states: [] }, ''],
      [{ trigger: 't' }, 'ab'],
      [{ trigger: '' }, 'e'],
      [{ trigger: 'T' }, ''],
      [{ trigger: 'none' }, ''],
      [{ table: 'x' }, 'abc'],
      [{ table: '' }, 'e'],
      [{ key: '1' }, 'acd'],
      [{ key: '1 ' }, ''],
      [{ key: '' }, 'e'],
      [{ provider: 'q' }, 'bd'],
      [{ orderingKey: 'k' }, 'ac'],
      [{ orderingKey: '' }, ''],
      [{ trigger: 'u', key: '1' }, 'cd'],
      [{ trigger: 'u', table: 'x', key: '1', provider: 'p', orderingKey: 'k' }, 'c'],
      [{ trigger: 't', table: 'y' }, ''],
      [{ trigger: 't', states: ['completed'], ids }, 'a'],
      [{ table: undefined, states: undefined, trigger: 'u' }, 'cd'],
    ]
    await subject.take(2)
    const leased = (await find({ states: ['leased'] })).map(({ payload }) => payload)
    expect(leased.sort()).toEqual(['b', 'c'])
    for (const [filter, payloads] of expected) expect([filter, await found(filter)]).toEqual([filter, payloads])
  })

  test('find / by when it was appended and when it finished: from, and before', async () => {
    await subject.append(newJob({ payload: 'a' }))
    await subject.complete(await subject.claimOne())
    await subject.passBriefly()
    await subject.append(newJob({ payload: 'b' }))
    await subject.die()
    await subject.passBriefly()
    await subject.append(newJob({ payload: 'c' }))
    const [a, b, c] = await subject.rows()
    const [createdB, finishedB] = [b!.createdAt, b!.finishedAt!]
    expect(a!.createdAt).toBeLessThan(createdB)
    expect(createdB).toBeLessThan(c!.createdAt)
    expect(await found({ createdFrom: createdB })).toBe('bc')
    expect(await found({ createdFrom: createdB + 1 })).toBe('c')
    expect(await found({ createdTo: createdB })).toBe('a')
    expect(await found({ createdTo: createdB + 1 })).toBe('ab')
    expect(await found({ createdFrom: createdB, createdTo: c!.createdAt })).toBe('b')
    expect(await found({ finishedFrom: finishedB })).toBe('b')
    expect(await found({ finishedTo: finishedB })).toBe('a')
    expect(await found({ finishedTo: finishedB + 1 })).toBe('ab')
    expect(await found({ finishedFrom: 0 })).toBe('ab')
    expect(await found({ finishedFrom: finishedB + 1 })).toBe('')
    expect(await found({ createdFrom: createdB, finishedFrom: 0 })).toBe('b')
    expect(await found({ createdFrom: createdB, createdTo: createdB })).toBe('')
  })

  test('find / by part of the last error, literally and in either case', async () => {
    const errors = {
      a: '100% Done',
      b: '100 done',
      c: 'a_b',
      d: 'axb',
      e: 'x!y',
      f: 'x\\y',
      g: "it's [1] *.?",
      h: 'Äpfel',
    }
    const payloads = Object.keys(errors)
    await subject.append(...payloads.map((payload) => newJob({ payload })), newJob({ payload: 'i' }))
    for (const job of (await subject.claim()).slice(0, 8))
      await subject.settle(job, { state: 'dead', error: errors[job.payload as 'a'] })
    const expected: [string, string][] = [
      ['%', 'a'],
      ['100%', 'a'],
      ['0% d', 'a'],
      ['0%d', ''],
      ['DONE', 'ab'],
      ['_', 'c'],
      ['a_b', 'c'],
      ['!', 'e'],
      ['!y', 'e'],
      ['\\', 'f'],
      ['x\\Y', 'f'],
      ['\\\\', ''],
      ["'", 'g'],
      ['[1]', 'g'],
      ['*', 'g'],
      ['.', 'g'],
      ["T'S [1] *.?", 'g'],
      ['pfel', 'h'],
      ['Äpfel', 'h'],
      ['', 'abcdefgh'],
    ]
    for (const [error, matches] of expected) expect([error, await found({ error })]).toEqual([error, matches])
    expect(await found({ error: 'done', states: ['dead'], ids: [(await subject.rows())[1]!.id] })).toBe('b')
    expect(await subject.outbox.ledger.retry({ error: 'a_b' }, 10)).toBe(1)
    expect(await subject.claimed()).toEqual(['c'])
  })
}
