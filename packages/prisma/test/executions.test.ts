import { createTriggers, memoryExecutions, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { expect, test } from 'vitest'
import { memoryDatabase } from './fixture/fixture-database.ts'
import type { PrismaTestClient } from './fixture/prisma-client.ts'

test('R7 the history says what was rolled back with a transaction, and what was committed', async () => {
  const plain = await (await memoryDatabase()).connect()
  const engine = createTriggers({ executions: { log: memoryExecutions() }, onError: () => undefined })
  const prisma = plain.$extends(triggers(engine)) as unknown as PrismaTestClient
  const look = Trigger.custom(() => undefined)
  engine.register('Post', { name: 'vet', events: ['beforeInsert'], actions: [{ ...look, name: 'vet' }] })
  engine.register('Post', {
    name: 'note',
    events: ['afterInsert'],
    actions: [{ ...look, name: 'note', phase: 'transaction' }],
  })
  const lines = async (): Promise<string[]> => {
    await engine.drain()
    const { executions } = await engine.executions.list()
    return executions.map(({ action, outcome }) => `${action} ${outcome}`).reverse()
  }

  const undone = prisma.$transaction(async (transaction) => {
    await transaction.post.create({ data: { label: 'a' } })
    throw new Error('no')
  })
  await expect(undone).rejects.toThrow('no')
  expect(await lines()).toEqual(['vet rolled-back', 'note rolled-back'])

  await prisma.$transaction(async (transaction) => void (await transaction.post.create({ data: { label: 'b' } })))
  expect((await lines()).slice(2)).toEqual(['vet completed', 'note completed'])

  // The label is there already.
  await expect(prisma.post.create({ data: { label: 'b' } })).rejects.toThrow()
  await prisma.post.create({ data: { label: 'c' } })
  expect((await lines()).slice(4)).toEqual(['vet rolled-back', 'vet completed', 'note completed'])
  await engine.close()
  await plain.$disconnect()
})
