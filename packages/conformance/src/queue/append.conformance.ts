import { expect, test } from 'vitest'
import { custom } from '../rules/rule-bench.ts'
import type { QueueBench } from './queue-bench.ts'

const note = {
  type: 'log.debug',
  name: 'note',
  message: '{{record.label}} {{record.stock}}',
  timing: 'queued',
} as const

/** Jobs come with the write, and go with it. */
export function appendConformance<Client>(bench: QueueBench<Client>): void {
  withTheWrite(bench)
  netChanges(bench)
  inBulk(bench)
}

function withTheWrite<Client>(bench: QueueBench<Client>): void {
  const messages = async (): Promise<unknown[]> => (await bench.jobs()).map(({ input }) => input?.message)
  const queue = (more: object = {}): void =>
    bench.register('Item', { name: 'queue', events: ['afterWrite'], actions: [note], ...more })

  test('a write that is committed has its Jobs, one that fails or is rolled back has none', async () => {
    const { session } = bench
    queue()
    await bench.insertItems(session.client, ['alone'], { stock: 1 })
    await session.transaction((client) => bench.insertItems(client, ['committed'], { stock: 2 }))
    const rolledBack = session.transaction(async (client) => {
      await bench.insertItems(client, ['rolled back'])
      throw new Error('on purpose')
    })
    await expect(rolledBack).rejects.toThrow('on purpose')
    expect(await messages()).toEqual(['alone 1', 'committed 2'])
  })

  if (bench.harness.can.savepoints) {
    test('R7 what a rolled-back savepoint queued is gone, what is outside it stays', async () => {
      const { session } = bench
      queue()
      await session.transaction(async (client) => {
        await bench.insertItems(client, ['outside'], { stock: 1 })
        const undone = session.savepoint(client, async (inner) => {
          await bench.insertItems(inner, ['inside'], { stock: 2 })
          throw new Error('on purpose')
        })
        await expect(undone).rejects.toThrow('on purpose')
        await session.savepoint(client, (inner) => bench.insertItems(inner, ['released'], { stock: 3 }))
      })
      expect(await messages()).toEqual(['outside 1', 'released 3'])
    })
  }

  test('a write whose Jobs cannot be kept is rolled back, and its caller hears why', async () => {
    const { session, faults } = bench
    queue()
    faults.append = () => {
      throw new Error('the disk is full')
    }
    await expect(bench.insertItems(session.client, ['a'])).rejects.toThrow('the disk is full')
    await expect(session.transaction((client) => bench.insertItems(client, ['b']))).rejects.toThrow('the disk is full')
    expect(await session.read('Item')).toEqual([])
    delete faults.append
    expect(await bench.jobs()).toEqual([])
  })

  test('R28 what before-triggers queue goes with the rows that are left', async () => {
    const { session } = bench
    queue({ events: ['beforeInsert'] })
    bench.register('Item', {
      name: 'skip',
      events: ['beforeInsert'],
      actions: [custom((context) => (context.record.label === 'skip' ? context.skip() : undefined))],
    })
    bench.register('Item', {
      name: 'reject',
      events: ['beforeInsert'],
      actions: [custom((context) => (context.record.label === 'bad' ? context.reject('no') : undefined))],
    })
    await bench.insertItems(session.client, ['kept', 'skip'], { stock: 1 })
    await expect(bench.insertItems(session.client, ['fine', 'bad'], { stock: 2 })).rejects.toThrow('no')
    expect(await messages()).toEqual(['kept 1'])
  })

  test('R41 Jobs of one row are in the order of its commits', async () => {
    const { session } = bench
    queue({ events: ['afterUpdate'] })
    await session.seed({ Item: [{ label: 'a', stock: 0 }] })
    for (let stock = 1; stock <= 5; stock++)
      await session.write.update(session.client, 'Item', { label: 'a' }, { stock })
    expect(await messages()).toEqual(['a 1', 'a 2', 'a 3', 'a 4', 'a 5'])
  })
}

function netChanges<Client>(bench: QueueBench<Client>): void {
  test("R30 queued actions see the net Change of a row, and per: 'change' each", async () => {
    const { session } = bench
    const action = { ...note, message: '{{event}} {{previousRecord.stock}} {{record.stock}}' }
    bench.register('Item', { name: 'net', events: ['afterWrite'], actions: [{ ...action, name: 'net' }] })
    bench.register('Item', {
      name: 'each',
      events: ['afterWrite'],
      per: 'change',
      actions: [{ ...action, name: 'each' }],
    })
    await session.seed({ Item: [{ label: 'old', stock: 1 }] })
    await bench.clear()
    await session.transaction(async (client) => {
      await session.write.update(client, 'Item', { label: 'old' }, { stock: 2 })
      await session.write.update(client, 'Item', { label: 'old' }, { stock: 3 })
      await bench.insertItems(client, ['brief'], { stock: 9 })
      await session.write.delete(client, 'Item', { label: 'brief' })
    })
    const messages = (await bench.jobs()).map(({ action: name, input }) => `${name}: ${String(input?.message)}`)
    expect(messages.filter((text) => text.startsWith('net'))).toEqual(['net: afterUpdate 1 3'])
    expect(messages.filter((text) => text.startsWith('each'))).toEqual([
      'each: afterUpdate 1 2',
      'each: afterUpdate 2 3',
      'each: afterInsert  9',
      'each: afterDelete 9 9',
    ])
  })

  test("R32 forEach: 'write' queues one Job for the whole Write", async () => {
    const { session } = bench
    const action = { ...note, message: '{{count}} {{records.0.label}} {{records.2.label}}' }
    bench.register('Item', { name: 'whole', events: ['afterInsert'], forEach: 'write', actions: [action] })
    await bench.insertItems(session.client, ['a', 'b', 'c'])
    expect((await bench.jobs()).map(({ input }) => input?.message)).toEqual(['3 a c'])
  })
}

function inBulk<Client>(bench: QueueBench<Client>): void {
  test('R16 a write of 2,500 rows has 2,500 Jobs, appended in a few statements', async () => {
    const { session } = bench
    await bench.insertItems(
      session.client,
      Array.from({ length: 500 }, (_, index) => `row ${index}`),
      { status: 'open' },
    )
    for (let more = 1; more < 5; more++) {
      const labels = Array.from({ length: 500 }, (_, index) => `row ${more * 500 + index}`)
      await bench.insertItems(session.client, labels, { status: 'open' })
    }
    bench.register('Item', { name: 'queue', events: ['afterUpdate'], actions: [note] })
    const sent = await session.queries(() =>
      session.write.update(session.client, 'Item', { status: 'open' }, { status: 'shut' }),
    )
    const appends = sent.filter((query) => /insert/i.test(query) && query.includes('triggerkit_jobs'))
    expect(appends.length).toBeGreaterThan(0)
    expect(appends.length).toBeLessThanOrEqual(5)
    const { counts } = await session.engine.jobs.stats()
    expect(counts.ready).toBe(2_500)
  })
}
