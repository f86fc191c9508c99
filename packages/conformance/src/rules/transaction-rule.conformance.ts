import { expect, test } from 'vitest'
import { settle } from '../play.ts'
import { custom, type RuleBench } from './rule-bench.ts'

/** Commit, rollback and savepoints, at any nesting. */
export function transactionRuleConformance<Client>(bench: RuleBench<Client>): void {
  commitRules(bench)
  if (bench.harness.can.savepoints) savepointRules(bench)
}

function commitRules<Client>(bench: RuleBench<Client>): void {
  test('R5 commit: two Writes of a transaction fire after it, in order', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a')
      await bench.insertItem(client, 'b')
      expect(seen).toEqual([])
    })
    expect(seen.map(({ record }) => record.label)).toEqual(['a', 'b'])
  })

  test('R2 an implicit transaction: a failure after the in-transaction action leaves nothing', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    bench.register('Item', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [
        { type: 'database.insert', table: 'Audit', data: { source: '{{table}}', operation: '{{operation}}' } },
        { ...custom(() => Promise.reject(new Error('too late'))), phase: 'transaction' },
      ],
    })
    await expect(bench.insertItem(session.client, 'a')).rejects.toThrow('too late')
    expect(await bench.labels('Item')).toEqual([])
    expect(await session.read('Audit')).toEqual([])
    expect(seen).toEqual([])
  })

  test('R6 an after-commit action writes outside the transaction that led to it', async () => {
    const { session } = bench
    const markers = bench.watch('Marker')
    bench.register('Item', {
      name: 'follows',
      events: ['afterInsert'],
      actions: [
        { ...custom(() => session.write.insert(session.client, 'Marker', [{ label: 'followed' }])), phase: 'commit' },
      ],
    })
    await session.transaction((client) => bench.insertItem(client, 'a'))
    expect(await bench.labels('Marker')).toEqual(['followed'])
    expect(markers.map(({ record }) => record.label)).toEqual(['followed'])
    expect(bench.errors).toEqual([])
  })

  test('R3 an error of the caller’s transaction is the caller’s', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    await bench.insertItem(session.client, 'a')
    const outcome = await settle(() =>
      session.transaction(async (client) => {
        await bench.insertItem(client, 'b')
        await bench.insertItem(client, 'a')
      }),
    )
    expect(outcome.failed).toBe(true)
    expect(seen.map(({ record }) => record.label)).toEqual(['a'])
  })
}

function savepointRules<Client>(bench: RuleBench<Client>): void {
  const failure = new Error('rolled back')
  const inner = (client: Client, body: (client: Client) => Promise<unknown>): Promise<unknown> =>
    settle(() => bench.session.savepoint(client, body))

  test('R4 a vetoed Write inside the caller’s transaction leaves the rest of it', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    bench.register('Item', {
      name: 'veto',
      events: ['beforeInsert'],
      condition: { field: 'record.label', operator: 'EQUALS', value: 'bad' },
      actions: [custom(() => Promise.reject(failure))],
    })
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a')
      await expect(bench.insertItem(client, 'bad')).rejects.toBe(failure)
      await bench.insertItem(client, 'b')
    })
    expect(await bench.labels('Item')).toEqual(['a', 'b'])
    expect(seen.map(({ record }) => record.label)).toEqual(['a', 'b'])
  })

  test('R4 a Write whose in-transaction action fails is undone, the rest of the transaction is not', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    bench.register('Item', {
      name: 'fails',
      events: ['afterInsert'],
      condition: { field: 'record.label', operator: 'EQUALS', value: 'bad' },
      actions: [
        { type: 'database.insert', table: 'Audit', data: { source: '{{table}}', operation: '{{operation}}' } },
        { ...custom(() => Promise.reject(failure)), phase: 'transaction' },
      ],
    })
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a')
      await expect(bench.insertItem(client, 'bad')).rejects.toThrow('rolled back')
      await bench.insertItem(client, 'b')
    })
    expect(await bench.labels('Item')).toEqual(['a', 'b'])
    expect(await session.read('Audit')).toEqual([])
    expect(seen.map(({ record }) => record.label)).toEqual(['a', 'b'])
  })

  test('R7 nested savepoints: the inner one rolled back, the outer one kept', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a')
      await inner(client, async (outer) => {
        await bench.insertItem(outer, 'b')
        await inner(outer, async (innermost) => {
          await bench.insertItem(innermost, 'c')
          throw failure
        })
        await bench.insertItem(outer, 'd')
      })
    })
    expect(await bench.labels('Item')).toEqual(['a', 'b', 'd'])
    expect(seen.map(({ record }) => record.label)).toEqual(['a', 'b', 'd'])
  })

  test('R7 nested savepoints: the inner one released, the outer one rolled back', async () => {
    const { session } = bench
    const seen = bench.watch('Item')
    await session.transaction(async (client) => {
      await bench.insertItem(client, 'a')
      await inner(client, async (outer) => {
        await inner(outer, (innermost) => bench.insertItem(innermost, 'b'))
        throw failure
      })
      await inner(client, (outer) => bench.insertItem(outer, 'c'))
    })
    expect(await bench.labels('Item')).toEqual(['a', 'c'])
    expect(seen.map(({ record }) => record.label)).toEqual(['a', 'c'])
  })

  test('R4 continueOnError on an in-transaction action is a savepoint round it', async () => {
    const { session } = bench
    bench.register('Item', {
      name: 'audit',
      events: ['afterInsert'],
      actions: [
        { type: 'database.insert', table: 'Audit', data: { source: null, operation: 'broken' }, continueOnError: true },
        { type: 'database.insert', table: 'Audit', data: { source: '{{table}}', operation: 'sound' } },
      ],
    })
    await bench.insertItem(session.client, 'a')
    expect((await session.read('Audit')).map((row) => row.operation)).toEqual(['sound'])
    expect(bench.errors.map(({ trigger }) => trigger)).toEqual(['audit'])
  })
}
