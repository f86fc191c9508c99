import { expect, test } from 'vitest'
import { settle } from '../play.ts'
import { custom, type RuleBench } from './rule-bench.ts'

/** Values that nobody should throw, and somebody does. */
const STRANGE: { what: string; make: () => unknown }[] = [
  { what: 'undefined', make: () => undefined },
  { what: 'a string', make: () => 'just a string' },
  { what: 'a frozen object', make: () => Object.freeze({ odd: true }) },
  {
    what: 'an error with a throwing getter',
    make: () =>
      Object.defineProperty(new Error('hidden'), 'message', {
        get: () => {
          throw new Error('no message for you')
        },
      }),
  },
]

/** Failures are heard, and go no further than they should (R34). */
export function failureConformance<Client>(bench: RuleBench<Client>): void {
  afterCommitRules(bench)
  strangeRules(bench)
}

function afterCommitRules<Client>(bench: RuleBench<Client>): void {
  test('R34 a failure after the commit is told to onError; the write and other triggers stand', async () => {
    const { session } = bench
    const told: string[] = []
    const failing = { ...custom(() => Promise.reject(new Error('receiver is down'))), phase: 'commit' } as const
    const noting = (name: string) => ({ ...custom(() => void told.push(name)), phase: 'commit' as const })
    bench.register('Item', { name: 'fails', events: ['afterInsert'], actions: [failing, noting('later')] })
    bench.register('Item', {
      name: 'goes on',
      events: ['afterInsert'],
      actions: [{ ...failing, continueOnError: true }, noting('continued')],
    })
    bench.register('Item', { name: 'other', events: ['afterInsert'], actions: [noting('other')] })
    await bench.insertItem(session.client, 'a')
    expect(await bench.labels('Item')).toEqual(['a'])
    expect(told.sort()).toEqual(['continued', 'other'])
    expect(bench.errors.map(({ trigger, event }) => `${trigger} ${event}`).sort()).toEqual([
      'fails afterInsert',
      'goes on afterInsert',
    ])
  })

  test("afterCommitFailure: 'throw' says that the write is done", async () => {
    const { session } = bench
    bench.register('Item', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [
        {
          ...custom(() => Promise.reject(new Error('receiver is down'))),
          phase: 'commit',
          afterCommitFailure: 'throw',
        },
      ],
    })
    const outcome = await settle(() => bench.insertItem(session.client, 'a'))
    expect(outcome).toMatchObject({ failed: true, error: { name: 'AfterCommitError', committed: true } })
    expect(await bench.labels('Item')).toEqual(['a'])
  })
}

function strangeRules<Client>(bench: RuleBench<Client>): void {
  for (const { what, make } of STRANGE) {
    test(`R34 ${what} thrown in the transaction: an error that names the trigger, and a rollback`, async () => {
      const { session } = bench
      bench.register('Item', {
        name: 'strange',
        events: ['afterInsert'],
        actions: [{ ...custom(() => Promise.reject(make())), phase: 'transaction' }],
      })
      const outcome = await settle(() => bench.insertItem(session.client, 'a'))
      expect(outcome.failed).toBe(true)
      expect(outcome.failed && outcome.error).toBeInstanceOf(Error)
      expect(outcome.failed && (outcome.error as Error).message).toContain('strange')
      expect(await bench.labels('Item')).toEqual([])
    })

    test(`R34 ${what} thrown after the commit: onError hears of the trigger`, async () => {
      const { session } = bench
      bench.register('Item', {
        name: 'strange',
        events: ['afterInsert'],
        actions: [{ ...custom(() => Promise.reject(make())), phase: 'commit' }],
      })
      await bench.insertItem(session.client, 'a')
      expect(bench.errors.map(({ trigger }) => trigger)).toEqual(['strange'])
      expect(bench.errors[0]?.error.message).toContain('strange')
      expect(await bench.labels('Item')).toEqual(['a'])
    })

    test(`R28 ${what} thrown before: the write is blocked`, async () => {
      const { session } = bench
      bench.register('Item', {
        name: 'strange',
        events: ['beforeInsert'],
        actions: [custom(() => Promise.reject(make()))],
      })
      const outcome = await settle(() => bench.insertItem(session.client, 'a'))
      expect(outcome.failed).toBe(true)
      expect(await bench.labels('Item')).toEqual([])
    })
  }
}
