import { expect, test } from 'vitest'
import type { QueueBench } from './queue-bench.ts'

/** An outbox whose table nobody has made. */
export function unmadeConformance<Client>(bench: QueueBench<Client>): void {
  const queue = (): void =>
    bench.register('Item', {
      name: 'queue',
      events: ['afterInsert'],
      actions: [{ type: 'log.debug', message: '{{record.label}}', timing: 'queued' }],
    })

  test('a write with queued actions is refused before any statement, and the error says what mends it', async () => {
    const { session } = bench
    queue()
    await expect(bench.insertItems(session.client, ['a'])).rejects.toMatchObject({
      code: 'OUTBOX_MISSING',
      message: expect.stringContaining('triggers.outbox.migrate()'),
    })
    expect(await session.read('Item')).toEqual([])
  })

  test('the caller’s transaction can go on without that write', async () => {
    const { session } = bench
    queue()
    await session.transaction(async (client) => {
      await session.write.insert(client, 'Marker', [{ label: 'kept' }])
      await expect(bench.insertItems(client, ['a'])).rejects.toMatchObject({ code: 'OUTBOX_MISSING' })
      await session.write.insert(client, 'Marker', [{ label: 'kept, too' }])
    })
    expect(await session.read('Marker')).toHaveLength(2)
    expect(await session.read('Item')).toEqual([])
  })

  test('a worker does not begin', async () => {
    await expect(bench.work()).rejects.toMatchObject({ code: 'OUTBOX_MISSING' })
  })

  test('writes without queued actions do not ask for it', async () => {
    const { session } = bench
    await bench.insertItems(session.client, ['a'])
    expect(await session.read('Item')).toHaveLength(1)
  })
}
