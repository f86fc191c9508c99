import type { NewJob } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newJob } from './new-job.ts'
import { LONG, type OutboxCase } from './outbox-case.ts'

/** Told apart to the character, and kept as they are. */
const texts = [
  'a',
  'A',
  'a ',
  ' a',
  'a\t',
  'ä',
  'a\u0308',
  'å',
  'ß',
  'ss',
  '🛒',
  '👩‍👩‍👧',
  '𝒳\u{10ffff}',
  "it's",
  '"quoted"',
  '`tick`',
  'back\\slash',
  '\\',
  '\\0',
  '\\u0000',
  '%',
  '_',
  '%_!\\%',
  '$1 $ :name ? @x #{y} ${z}',
  "'; DROP TABLE jobs; --",
  'line\nbreak\r\n',
  'null',
  '0',
  '00',
  '1e3',
  '{"a":1}',
  '$where',
  'a.b',
  '__proto__',
  'x'.repeat(255),
  'ж'.repeat(255),
  '🛒'.repeat(127),
]
/** What some databases have no text for. */
const hostileTexts = [
  '\0',
  'a\0',
  'a\0b',
  '\u0001\u001f\u007f',
  '\ud800',
  'a\udc00b',
  '\udc00\ud800',
  '\ufffd',
  '\uffff',
]
const all = [...texts, ...hostileTexts]

/** Texts and numbers go in and out as they are. */
export function valuesConformance(subject: OutboxCase): void {
  const hostileFields = ['trigger', 'key', 'orderingKey', 'payload'] as const
  const fields = ['action', 'provider', 'table', 'handler'] as const

  for (const field of [...hostileFields, ...fields])
    test(`values / any text as ${field}`, async () => {
      const values: string[] = field === 'payload' || hostileFields.includes(field as 'key') ? all : texts
      await subject.append(...values.map((value) => newJob({ [field]: value, key: field === 'key' ? value : 'k' })))
      expect((await subject.rows()).map((row) => row[field])).toEqual(values)
      const jobs = await subject.claim({ handlers: field === 'handler' ? values : ['http.request'] })
      expect(jobs.map((job) => job[field])).toEqual(values)
    })

  for (const field of ['trigger', 'key', 'orderingKey', 'provider', 'table'] as const)
    test(`values / each is found by its ${field}, and by no other`, async () => {
      const values = hostileFields.includes(field as 'key') ? all : texts
      await subject.append(...values.map((value) => newJob({ [field]: value })))
      for (const value of values) {
        const rows = await subject.outbox.ledger.find({ [field]: value, limit: 10 })
        expect([value, rows.map((row) => row[field])]).toEqual([value, [value]])
      }
    })

  test('values / each handler is claimed by its name, and by no other', async () => {
    await subject.append(...texts.map((handler) => newJob({ handler })))
    for (const handler of texts)
      expect((await subject.claim({ handlers: [handler] })).map((job) => job.handler)).toEqual([handler])
  })

  test('values / each trigger and key is paused by its name, and no other', async () => {
    await subject.append(...all.map((value) => newJob({ trigger: value, orderingKey: value })))
    const paused = all.filter((_, index) => index % 3 === 0)
    for (const [index, name] of paused.entries())
      await subject.outbox.ledger.pause({ kind: index % 2 ? 'trigger' : 'key', name })
    expect((await subject.claim()).map(({ trigger }) => trigger)).toEqual(all.filter((_, index) => index % 3 !== 0))
    for (const [index, name] of paused.entries())
      expect(await subject.outbox.ledger.resume({ kind: index % 2 ? 'trigger' : 'key', name })).toBe(true)
    expect((await subject.claim()).map(({ trigger }) => trigger)).toEqual(paused)
  })

  test('values / R41 each ordering key is one of its own', async () => {
    await subject.append(...all.flatMap((orderingKey) => [newJob({ orderingKey }), newJob({ orderingKey })]))
    for (let round = 0; round < 2; round++) {
      const jobs = await subject.claim()
      expect(jobs.map(({ orderingKey }) => orderingKey)).toEqual(all)
      await subject.outbox.settle(
        undefined,
        jobs.map(({ id, lease }) => ({ id, lease, state: 'completed' })),
      )
    }
  })

  test('values / any text as result, error and history', async () => {
    await subject.append(...all.map((payload) => newJob({ payload })))
    const jobs = await subject.claim()
    await subject.outbox.settle(
      undefined,
      jobs.map(({ id, lease, payload }, index) =>
        index % 2
          ? { id, lease, state: 'completed', result: payload, history: payload }
          : { id, lease, state: 'dead', error: payload, history: payload },
      ),
    )
    for (const { payload, result, error, history } of await subject.rows())
      expect([result ?? error, history]).toEqual([payload, payload])
  })

  test('values / empty texts are texts', async () => {
    const empty = { trigger: '', action: '', provider: '', table: '', key: '', payload: '', orderingKey: '' }
    await subject.append(newJob(empty))
    expect(await subject.claimOne()).toMatchObject(empty)
  })

  test('values / large texts, and a long key', async () => {
    const payload = 'Größe 🛒 \\ " '.repeat(90_000).slice(0, 1_048_576)
    const key = JSON.stringify(['k'.repeat(690)])
    await subject.append(newJob({ payload, key }))
    const job = await subject.claimOne()
    expect(job.payload === payload).toBe(true)
    await subject.settle(job, { state: 'completed', result: payload, history: payload })
    const row = await subject.row(job)
    expect(row.result === payload && row.history === payload && row.payload === payload).toBe(true)
    expect((await subject.outbox.ledger.find({ key, limit: 2 })).length).toBe(1)
  })

  test('values / large numbers', async () => {
    const numbers: Partial<NewJob> = { triggerVersion: 2_147_483_647, maxAttempts: 1_000_000, format: 1_000 }
    await subject.append(newJob({ ...numbers, runAt: { at: 253_402_300_799_999 } }), newJob(numbers))
    const [never, once] = await subject.rows()
    expect(never).toMatchObject({ ...numbers, runAt: 253_402_300_799_999, dueAt: 253_402_300_799_999 })
    expect(once).toMatchObject(numbers)
    expect((await subject.claim({ formats: [1_000], leaseMs: LONG })).length).toBe(1)
  })
}
