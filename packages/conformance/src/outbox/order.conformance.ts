import { expect, test } from 'vitest'
import { newChain, newJob, newJobs } from './new-job.ts'
import { BRIEF, claimRequest, LONG, type OutboxCase } from './outbox-case.ts'

/** Ordering keys. What is put off comes back only because it is brought forward: claims put it off for long. */
export function orderConformance(subject: OutboxCase): void {
  const appendKeyed = (payloads: string, fields: Parameters<typeof newJob>[0] = {}): Promise<void> =>
    subject.append(...[...payloads].map((payload) => newJob({ payload, orderingKey: 'k', ...fields })))

  test('order / R41 Jobs of one key run one at a time, in the order of their seq', async () => {
    await subject.append(
      ...newJobs(12, { orderingKey: 'k' })
        .reverse()
        .map((job, index) => ({ ...job, payload: `${index}`, runAt: { at: 1_000 - index } })),
    )
    for (let index = 0; index < 12; index++) {
      const job = await subject.claimOne()
      expect(job.payload).toBe(`${index}`)
      expect(await subject.claim()).toEqual([])
      await subject.complete(job)
    }
  })

  test('order / R41 one claim takes one of each key, and all that have none', async () => {
    await appendKeyed('abc')
    await appendKeyed('def', { orderingKey: 'K' })
    await appendKeyed('ghi', { orderingKey: 'k ' })
    await appendKeyed('jkl', { orderingKey: undefined })
    expect((await subject.claimed()).join('')).toBe('adgjkl')
  })

  test('order / R41 keys run beside each other', async () => {
    await appendKeyed('ab')
    await appendKeyed('cd', { orderingKey: 'l' })
    const [a, c] = await subject.claim()
    await subject.complete(a!)
    const b = await subject.claimOne()
    expect(b.payload).toBe('b')
    await subject.complete(c!)
    expect(await subject.claimed()).toEqual(['d'])
  })

  test('order / R41 the Jobs of a key at the head hold nobody else up', async () => {
    await appendKeyed('a'.repeat(20), { runAt: { at: 1 } })
    await appendKeyed('xyz', { orderingKey: undefined })
    expect((await subject.claimed({ limit: 2 })).join('')).toBe('axyz')
  })

  test('order / R41 a Job that is tried again holds its key, and others go on', async () => {
    await appendKeyed('ab')
    await subject.settle(await subject.claimOne(), { state: 'ready', delayMs: LONG, error: 'X: y' })
    await appendKeyed('cd', { orderingKey: 'l' })
    const c = await subject.claimOne()
    expect(c.payload).toBe('c')
    expect(await subject.outbox.ledger.retry({ orderingKey: 'k' }, 10)).toBe(1)
    const a = await subject.claimOne()
    expect([a.payload, a.attempts]).toEqual(['a', 1])
    await subject.complete(a)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('order / R41 so does one that is not due, was given back or is of a handler unknown to the claimer', async () => {
    await appendKeyed('a', { runAt: { inMs: LONG } })
    await appendKeyed('b')
    await appendKeyed('c', { orderingKey: 'l', handler: 'sms.send' })
    await appendKeyed('d', { orderingKey: 'l' })
    await appendKeyed('ef', { orderingKey: 'm' })
    const e = await subject.claimOne()
    expect(e.payload).toBe('e')
    await subject.settle(e, { state: 'released', delayMs: LONG })
    expect(await subject.claimed()).toEqual([])
    expect(await subject.claimed({ handlers: ['sms.send'] })).toEqual(['c'])
  })

  test('order / R41 R42 past its lease the earlier one is claimed again, not the later one', async () => {
    await appendKeyed('ab')
    await subject.claimOne({ leaseMs: BRIEF })
    await subject.passBriefly()
    expect(await subject.claimOne()).toMatchObject({ payload: 'a', attempts: 2 })
  })

  test('order / R41 the next is claimable at once, also where it was put off, but not before its own time', async () => {
    await appendKeyed('ab')
    await appendKeyed('c', { runAt: { inMs: LONG } })
    const a = await subject.claimOne()
    expect(await subject.claim()).toEqual([])
    await subject.complete(a)
    await subject.complete(await subject.claimOne())
    expect(await subject.claim()).toEqual([])
    expect(await subject.states()).toEqual(['a:completed', 'b:completed', 'c:ready'])
  })

  test('order / R41 onDead hold: later ones of the key wait until the dead one is retried', async () => {
    await appendKeyed('ab', { onDead: 'hold' })
    const a = await subject.die()
    await appendKeyed('x', { orderingKey: 'l' })
    expect(await subject.claimed()).toEqual(['x'])
    await subject.outbox.ledger.retry({ ids: [a.id] }, 1)
    await subject.complete(await subject.claimOne())
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('order / R41 onDead hold: or discarded', async () => {
    await appendKeyed('ab', { onDead: 'hold' })
    const a = await subject.die()
    expect(await subject.claim()).toEqual([])
    await subject.outbox.ledger.discard({ ids: [a.id] }, 1)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('order / R41 onDead hold: or purged', async () => {
    await appendKeyed('ab', { onDead: 'hold' })
    await subject.die()
    expect(await subject.claim()).toEqual([])
    await subject.passBriefly()
    expect(await subject.outbox.ledger.purge({ deadMs: 1 }, 10)).toBe(1)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('order / R41 onDead skip: later ones of the key go on', async () => {
    await appendKeyed('abc', { onDead: 'skip' })
    expect((await subject.die()).payload).toBe('a')
    expect((await subject.die()).payload).toBe('b')
    expect(await subject.claimed()).toEqual(['c'])
  })

  test('order / R41 a discarded Job no longer holds its key', async () => {
    await appendKeyed('a', { runAt: { inMs: LONG } })
    await appendKeyed('b')
    expect(await subject.claim()).toEqual([])
    const [a] = await subject.rows()
    await subject.outbox.ledger.discard({ ids: [a!.id] }, 1)
    expect(await subject.claimed()).toEqual(['b'])
  })

  test('order / R29 R41 what waits in a chain holds its key as well', async () => {
    await subject.append(...newChain(2, { payload: 'chain', orderingKey: 'k' }))
    await appendKeyed('z')
    for (const payload of ['chain', 'chain', 'z']) {
      const job = await subject.claimOne()
      expect(job.payload).toBe(payload)
      await subject.complete(job)
    }
  })

  test('order / R29 R41 onDead skip: nor does the rest of its chain hold the key', async () => {
    await subject.append(...newChain(3, { payload: 'chain', orderingKey: 'k', onDead: 'skip' }))
    await appendKeyed('z')
    const dead = await subject.die()
    const z = await subject.claimOne()
    expect(z.payload).toBe('z')
    await subject.complete(z)
    await subject.outbox.ledger.retry({ ids: [dead.id] }, 1)
    await appendKeyed('later')
    await subject.complete(await subject.claimOne())
    expect(await subject.claimed()).toEqual(['chain'])
  })

  test('order / R29 R41 onDead hold: a chain goes on with continueOnError, other Jobs of the key wait', async () => {
    await subject.append(...newChain(2, { payload: 'chain', orderingKey: 'k', onDead: 'hold', continueOnError: true }))
    await appendKeyed('z')
    const dead = await subject.die()
    const second = await subject.claimOne()
    expect(second.payload).toBe('chain')
    await subject.complete(second)
    expect(await subject.claim()).toEqual([])
    await subject.outbox.ledger.discard({ ids: [dead.id] }, 1)
    expect(await subject.claimed()).toEqual(['z'])
  })

  test('order / R41 a key that is paused keeps its order', async () => {
    await appendKeyed('abc')
    const a = await subject.claimOne()
    await subject.outbox.ledger.pause({ kind: 'key', name: 'k' })
    await subject.complete(a)
    expect((await subject.outbox.claim(claimRequest())).jobs).toEqual([])
    await subject.outbox.ledger.resume({ kind: 'key', name: 'k' })
    const b = await subject.claimOne()
    expect(b.payload).toBe('b')
    await subject.complete(b)
    expect(await subject.claimed()).toEqual(['c'])
  })
}
