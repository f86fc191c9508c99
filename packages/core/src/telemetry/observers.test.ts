import { AsyncLocalStorage } from 'node:async_hooks'
import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { OptionsError } from '../errors/options-error.ts'
import { queueBench } from '../queue/queue-bench.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { Observer } from './observer.ts'
import { TreeObserver } from './tree-observer.ts'

const audit = {
  ...Trigger.database.insert('audit', { id: '{{record.id}}', orderId: '{{record.id}}' }),
  name: 'audit',
}
const warm = { ...Trigger.cache.set('redis', 'order:{{record.id}}', 'x'), name: 'warm' }
const look = { ...Trigger.custom(() => undefined), name: 'look' }
const mail = { ...Trigger.cache.set('redis', 'mail:{{record.id}}', 'x'), name: 'mail', timing: 'queued' as const }

describe('observers', () => {
  it('see write, trigger, action and job as one tree, also where the Job runs in another engine', async () => {
    const tree = new TreeObserver()
    const { triggers, database, work } = queueBench({ observers: [tree] })
    triggers.register('orders', {
      name: 'placed',
      events: ['afterInsert'],
      actions: [audit, warm, mail],
    })
    triggers.register('orders', { name: 'vet', events: ['beforeInsert'], actions: [look] })
    await database.create('orders', { id: 7, status: 'new' })
    await work()
    expect(tree.lines()).toEqual([
      'write insert orders: completed',
      '  trigger vet before: ended',
      '    action look#1: completed',
      '  trigger placed transaction: ended',
      '    action audit#1: completed',
      '  trigger placed queued: ended',
      '    job mail#1: completed',
      '      action mail#1: completed',
      '  trigger placed commit: ended',
      '    action warm#1: completed',
    ])
    expect(tree.told[0]).toEqual({ table: 'orders', operation: 'insert', triggers: 2, inTransaction: false })
    expect(tree.told).toContainEqual({
      trigger: { name: 'placed', tag: 'placed', version: 0, origin: 'code' },
      event: 'afterInsert',
      table: 'orders',
      action: { name: 'mail', type: 'cache.set', family: 'cache' },
      phase: 'job',
      timing: 'queued',
      attempt: 1,
      rows: 1,
      key: '7',
      job: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(tree.told).toContainEqual({ outcome: 'completed', rows: 1, durationMs: expect.any(Number) as number })
  })

  it('see what follows from a transaction of the application beneath the write that it follows from', async () => {
    const tree = new TreeObserver()
    const { triggers, database } = queueBench({ observers: [tree] })
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [warm] })
    await database.inTransaction(async (connection) => {
      await database.create('orders', { id: 1 }, connection)
      await database.create('orders', { id: 2 }, connection)
      expect(tree.lines()).toEqual(['write insert orders: completed', 'write insert orders: completed'])
    })
    const one = ['write insert orders: completed', '  trigger placed commit: ended', '    action warm#1: completed']
    expect(tree.lines()).toEqual([...one, ...one])
    const undone = database.inTransaction(async (connection) => {
      await database.create('orders', { id: 3 }, connection)
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    expect(tree.lines()).toEqual([...one, ...one, 'write insert orders: completed'])
  })

  it('are told of each attempt, of rejections and of what failed, without secrets', async () => {
    const tree = new TreeObserver()
    const { triggers, database, work } = queueBench({
      observers: [tree],
      secrets: { token: 'hunter2-hunter2' },
      fetch: (_url, init) => {
        throw new Error(`cannot: ${JSON.stringify(init)}`)
      },
    })
    const failing = {
      type: 'http.post',
      url: 'https://example.com/',
      headers: { authorization: '{{secret.token}}' },
    } as const
    const retry = { maxAttempts: 2, initialDelay: 0, maxDelay: 0 }
    triggers.register('orders', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [
        { ...failing, name: 'sync', retry, continueOnError: true },
        { ...failing, name: 'queued', timing: 'queued', retry },
      ],
    })
    triggers.register('orders', {
      name: 'blocks',
      events: ['beforeUpdate'],
      actions: [{ ...Trigger.record.reject('no'), name: 'no' }],
    })
    await database.create('orders', { id: 1, status: 'new' })
    await work()
    await work()
    await expect(database.change('orders', { id: 1 }, { $set: { status: 'paid' } })).rejects.toThrow('no')
    expect(tree.lines()).toEqual([
      'write insert orders: completed',
      '  trigger fails queued: ended',
      '    job queued#1: retried',
      '      action queued#1: retried',
      '    job queued#2: dead',
      '      action queued#2: failed',
      '  trigger fails commit: ended',
      '    action sync#1: retried',
      '    action sync#2: failed',
      'write update orders: rejected',
      '  trigger blocks before: ended',
      '    action no#1: rejected',
    ])
    const shown = tree.branches.flatMap(({ end }) => (end?.error === undefined ? [] : inspect(end.error, { depth: 9 })))
    expect(shown.filter((text) => text.includes('[secret:token]'))).toHaveLength(6)
    expect(shown.join()).not.toContain('hunter2')
  })

  it('see alternatives within their fallback, and what triggers.execute runs', async () => {
    const tree = new TreeObserver()
    const { triggers } = queueBench({ observers: [tree] })
    const fallback = {
      type: 'fallback.run',
      name: 'either',
      actions: [
        { ...Trigger.custom(() => Promise.reject(new Error('down'))), name: 'first' },
        { ...warm, name: 'second' },
      ],
    } as const
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [fallback] })
    await triggers.execute('afterInsert', { table: 'orders', record: { id: 5 } })
    expect(tree.lines()).toEqual([
      'trigger placed manual: ended',
      '  action either#1: completed',
      '    action first#1: failed',
      '    action second#1: completed',
    ])
    expect(tree.told.filter((told) => (told as { key?: string }).key === '5')).toHaveLength(3)
  })

  it('R39 enter nothing that is not entered without them, and an engine without asks for nothing', async () => {
    const entered = vi.spyOn(AsyncLocalStorage.prototype, 'run')
    const now = vi.spyOn(performance, 'now')
    const entriesWith = async (observers: Observer[] | undefined): Promise<number> => {
      const { triggers, database, work } = queueBench({ observers })
      triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm, mail] })
      entered.mockClear()
      now.mockClear()
      await database.create('orders', { id: 1 })
      await work()
      return entered.mock.calls.length
    }
    const without = await entriesWith(undefined)
    expect(now).not.toHaveBeenCalled()
    expect(await entriesWith([])).toBe(without)
    expect(now).not.toHaveBeenCalled()
    expect(await entriesWith([{ name: 'idle' }])).toBe(without)
    const tree = new TreeObserver()
    let isEnabled = false
    expect(await entriesWith([Object.assign(tree, { enabled: () => isEnabled })])).toBe(without)
    expect(now).not.toHaveBeenCalled()
    expect(tree.told).toEqual([])
    isEnabled = true
    expect(await entriesWith([tree])).toBeGreaterThan(without)
    expect(now).toHaveBeenCalled()
    entered.mockRestore()
    now.mockRestore()
  })

  it('see a write as completed whose actions after the commit failed, and no rows of one that failed', async () => {
    const tree = new TreeObserver()
    const { triggers, database } = queueBench({ observers: [tree], afterCommitFailure: 'throw' })
    const failing = { ...Trigger.custom(() => Promise.reject(new Error('too late'))), name: 'late' }
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [failing] })
    await expect(database.create('orders', { id: 1, status: 'new' })).rejects.toMatchObject({ committed: true })
    expect(tree.lines()[0]).toBe('write insert orders: completed')
    expect(tree.lines()).toContain('    action late#1: failed')
  })

  it('change nothing by failing at the end of a transaction, committed or rolled back', async () => {
    const errors: Error[] = []
    const heard: boolean[] = []
    const broken: Observer = {
      name: 'broken',
      action: ({ onTransactionEnd }) => ({
        end: () => {
          onTransactionEnd?.(() => {
            throw new Error('observer bug')
          })
          onTransactionEnd?.((isCommitted) => heard.push(isCommitted))
        },
      }),
    }
    const { triggers, database, providers } = queueBench({
      observers: [broken],
      onError: (error) => errors.push(error),
    })
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm] })
    await database.create('orders', { id: 1, status: 'new' })
    expect(providers.calls).toMatchObject([{ type: 'cache.set', key: 'order:1' }])
    expect(heard).toEqual([true])
    const stop = {
      ...Trigger.custom(() => {
        throw new Error('the real cause')
      }),
      phase: 'transaction' as const,
    }
    triggers.register('orders', { name: 'stop', events: ['afterInsert'], actions: [stop] })
    await expect(database.create('orders', { id: 2, status: 'new' })).rejects.toThrow('the real cause')
    // Both actions of the transaction, of which the second one failed.
    expect(heard).toEqual([true, false, false])
    expect(errors.map((error) => (error as { code?: string }).code)).toContain('OBSERVER_FAILED')
  })

  it('take one of the places for the end of a transaction together, however many wait', async () => {
    const heard: string[] = []
    const waiting = (name: string): Observer => ({
      name,
      action: ({ onTransactionEnd }) => ({
        end: () => {
          expect(onTransactionEnd?.((isCommitted) => heard.push(`${name} ${isCommitted}`))).toBe(true)
        },
      }),
    })
    const { triggers, database } = queueBench({ observers: [waiting('a'), waiting('b')] })
    triggers.register('orders', { name: 'look', events: ['beforeInsert'], actions: [look] })
    const rows = Array.from({ length: 6_000 }, (_, id) => ({ id, status: 'new' }))
    await database.create('orders', rows)
    expect(heard.filter((each) => each === 'a true')).toHaveLength(6_000)
    expect(heard.filter((each) => each === 'b true')).toHaveLength(6_000)
  })

  it('change nothing by failing, which is told once of each', async () => {
    const no = (): never => {
      throw new Error('observer is broken')
    }
    const throwing: Observer = { name: 'throwing', write: no, trigger: no, action: no, carry: no, job: no, attach: no }
    const strange: Observer = {
      name: 'strange',
      write: () => ({ run: () => undefined, end: no }),
      trigger: () => ({ run: (work) => [work(), work()] }),
      action: () => ({ run: no, end: (() => Promise.reject(new Error('later'))) as () => void }),
      carry: () => ({ number: 5 }) as never,
      close: () => Promise.reject(new Error('at the end')),
    }
    const tree = new TreeObserver()
    const { triggers, database, errors, providers, work } = queueBench({ observers: [throwing, strange, tree] })
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [audit, warm, mail] })
    await database.create('orders', { id: 1 })
    await work()
    await triggers.close()
    expect(providers.callsOf('cache')).toHaveLength(2)
    expect(database.rows('audit')).toHaveLength(1)
    expect(tree.lines()).toHaveLength(8)
    expect(errors.map((error) => (error as { code?: string }).code)).toEqual(['OBSERVER_FAILED', 'OBSERVER_FAILED'])
    expect(errors.map(({ message }) => /"(\w+)"/.exec(message)?.[1])).toEqual(['throwing', 'strange'])
  })

  it('give a Job what it has room for, beside what withContext was given', async () => {
    const carried: unknown[] = []
    const chatty: Observer = {
      name: 'chatty',
      carry: () => ({ long: 'x'.repeat(3_000) }),
      job: (_job, given) => void carried.push(Object.keys(given)),
    }
    const { triggers, database, work, errors } = queueBench({ observers: [chatty] })
    triggers.register('orders', { name: 'placed', events: ['afterInsert'], actions: [mail] })
    await database.create('orders', { id: 1 })
    await triggers.withContext({ note: 'y'.repeat(2_000) }, () => database.create('orders', { id: 2 }))
    await work()
    expect(carried).toEqual([['long'], []])
    expect(errors).toEqual([])
  })

  it('are checked, all problems at once', () => {
    const observers = [{ name: '' }, 5, { name: 'x', write: 'no' }] as never
    expect(() => createTriggers({ observers })).toThrow(OptionsError)
    expect(() => createTriggers({ observers })).toThrow(
      /observers\[0\]\.name.*\n.*observers\[1\].*\n.*observers\[2\]\.write/,
    )
  })
})
