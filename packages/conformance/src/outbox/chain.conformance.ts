import type { NewJob } from '@triggerkit/core/adapter'
import { expect, test } from 'vitest'
import { newChain } from './new-job.ts'
import { BRIEF, LONG, type OutboxCase } from './outbox-case.ts'

/** Chains of Jobs (R29). */
export function chainConformance(subject: OutboxCase): void {
  const appendChain = async (payloads: string, fields: Partial<NewJob> = {}): Promise<void> =>
    subject.append(...newChain(payloads.length, fields).map((job, index) => ({ ...job, payload: payloads[index]! })))
  const idsOf = async (...payloads: string[]): Promise<string[]> =>
    (await subject.rows()).filter(({ payload }) => payloads.includes(payload)).map(({ id }) => id)

  test('chain / R29 each is ready when the one before it has completed', async () => {
    await appendChain('abcdefgh')
    for (const payload of 'abcdefgh') {
      const job = await subject.claimOne()
      expect(job.payload).toBe(payload)
      expect(await subject.claim()).toEqual([])
      await subject.complete(job)
    }
    expect(await subject.claim()).toEqual([])
  })

  test('chain / R29 what waits is due at no time until then', async () => {
    await appendChain('ab')
    const waiting = (await subject.rows())[1]!
    expect(waiting.state).toBe('waiting')
    expect(waiting.dueAt).toBeUndefined()
    await subject.complete(await subject.claimOne())
    const ready = await subject.row(waiting)
    expect(ready.state).toBe('ready')
    expect(ready.dueAt).toBe(waiting.runAt)
  })

  test('chain / R29 chains do not wait for each other', async () => {
    await appendChain('abc')
    await appendChain('xyz')
    const [a, x] = await subject.claim()
    await subject.complete(a!)
    expect(await subject.claimed()).toEqual(['b'])
    await subject.complete(x!)
    expect(await subject.claimed()).toEqual(['y'])
  })

  test('chain / R29 waits while the one before it is tried again, given back or handed on', async () => {
    await appendChain('ab')
    await subject.settle(await subject.claimOne(), { state: 'ready', delayMs: 0, error: 'X: y' })
    await subject.settle(await subject.claimOne(), { state: 'released' })
    const a = await subject.claimOne()
    await subject.settle(a, { state: 'relayed', deadlineMs: LONG })
    expect(await subject.states()).toEqual(['a:relayed', 'b:waiting'])
    await subject.settle({ ...a, lease: a.id }, { state: 'completed' })
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('chain / R29 waits while the one before it is dead, and goes on once that was retried and completes', async () => {
    await appendChain('abc')
    const a = await subject.die()
    expect(await subject.claim()).toEqual([])
    expect(await subject.states()).toEqual(['a:dead', 'b:waiting', 'c:waiting'])
    expect(await subject.outbox.ledger.retry({ ids: [a.id] }, 1)).toBe(1)
    const again = await subject.claimOne()
    expect(again).toMatchObject({ id: a.id, attempts: 1 })
    expect(await subject.claim()).toEqual([])
    await subject.complete(again)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('chain / R29 goes on where one died with continueOnError', async () => {
    await appendChain('abc', { continueOnError: true })
    await subject.die()
    const b = await subject.claimOne()
    expect(b.payload).toBe('b')
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['c'])
  })

  test('chain / R29 a delay counts from when the chain was appended', async () => {
    await appendChain('ab', { runAt: { inMs: BRIEF } })
    await appendChain('cd', { runAt: { at: Date.UTC(2090, 0) } })
    await subject.passBriefly()
    await subject.complete(await subject.claimOne())
    const b = await subject.claimOne()
    expect(b.payload).toBe('b')
    await subject.outbox.ledger.retry({ states: ['ready'] }, 10)
    await subject.complete(await subject.claimOne())
    expect(await subject.claim()).toEqual([])
    expect((await subject.states()).slice(2)).toEqual(['c:completed', 'd:ready'])
  })

  test('chain / R29 discarding the dead one discards the rest', async () => {
    await appendChain('abc')
    await appendChain('xyz')
    const [a] = await subject.claim()
    await subject.settle(a!, { state: 'dead', error: 'X: y' })
    expect(await subject.outbox.ledger.discard({ states: ['dead'] }, 10)).toBe(1)
    expect(await subject.states()).toEqual([
      'a:discarded',
      'b:discarded',
      'c:discarded',
      'x:leased',
      'y:waiting',
      'z:waiting',
    ])
    const rows = await subject.rows()
    for (const row of rows.slice(0, 3)) expect(row.finishedAt).toSatisfy(Number.isSafeInteger)
  })

  test('chain / R29 discarding one that waits discards those after it, not those before', async () => {
    await appendChain('abcd')
    const a = await subject.claimOne()
    expect(await subject.outbox.ledger.discard({ ids: await idsOf('c') }, 10)).toBe(1)
    expect(await subject.states()).toEqual(['a:leased', 'b:waiting', 'c:discarded', 'd:discarded'])
    await subject.complete(a)
    await subject.complete(await subject.claimOne())
    expect(await subject.claim()).toEqual([])
  })

  test('chain / R29 discarding a dead one with continueOnError leaves the rest, which goes on', async () => {
    await appendChain('abc', { continueOnError: true })
    await subject.die()
    const b = await subject.claimOne()
    expect(await subject.outbox.ledger.discard({ states: ['dead'] }, 10)).toBe(1)
    expect(await subject.states()).toEqual(['a:discarded', 'b:leased', 'c:waiting'])
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['c'])
  })

  test('chain / R29 a whole chain that was discarded is retried in its order', async () => {
    await appendChain('abc')
    await subject.outbox.ledger.discard({}, 10)
    expect(await subject.outbox.ledger.retry({}, 10)).toBe(3)
    expect(await subject.states()).toEqual(['a:ready', 'b:waiting', 'c:waiting'])
    for (const payload of 'abc') {
      const job = await subject.claimOne()
      expect(job.payload).toBe(payload)
      await subject.complete(job)
    }
  })

  test('chain / R29 a discarded one that is retried waits for an earlier one that is not over, and for no other', async () => {
    await appendChain('abcd')
    const a = await subject.claimOne()
    await subject.outbox.ledger.discard({ ids: await idsOf('b') }, 10)
    expect(await subject.outbox.ledger.retry({ ids: await idsOf('c') }, 10)).toBe(1)
    expect(await subject.states()).toEqual(['a:leased', 'b:discarded', 'c:waiting', 'd:discarded'])
    await subject.complete(a)
    const c = await subject.claimOne()
    expect(c.payload).toBe('c')
    expect(await subject.outbox.ledger.retry({ ids: await idsOf('b') }, 10)).toBe(1)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('chain / R29 one retried while a later one runs lets go of nobody but the next', async () => {
    await appendChain('abc', { continueOnError: true })
    const a = await subject.die()
    const b = await subject.claimOne()
    await subject.outbox.ledger.retry({ ids: [a.id] }, 1)
    await subject.complete(await subject.claimOne())
    expect(await subject.states()).toEqual(['a:completed', 'b:leased', 'c:waiting'])
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['c'])
  })

  test('chain / R29 purged of what has completed, it goes on', async () => {
    await appendChain('abc')
    await subject.complete(await subject.claimOne())
    const b = await subject.claimOne()
    await subject.passBriefly()
    expect(await subject.outbox.ledger.purge({ completedMs: 1, deadMs: 1 }, 10)).toBe(1)
    expect(await subject.states()).toEqual(['b:leased', 'c:waiting'])
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['c'])
  })
}
