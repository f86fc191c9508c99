import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { expect, test } from 'vitest'
import { memoryDatabase } from './fixture/fixture-database.ts'
import type { PrismaTestClient } from './fixture/prisma-client.ts'

test.each([
  ['skip', Trigger.record.skip(), [null, null]],
  ['reject', Trigger.record.reject('Not this one'), ['p', null]],
])('R28 %s of a row that was to take a one-to-one reference from another', async (_name, action, references) => {
  const plain = await (await memoryDatabase()).connect()
  const engine = createTriggers()
  engine.register('Badge', {
    name: 'not-n',
    events: ['beforeUpdate'],
    condition: Trigger.when.field('record.label').equals('n'),
    actions: [action],
  })
  const prisma = plain.$extends(triggers(engine)) as unknown as PrismaTestClient
  await plain.post.create({ data: { label: 'p', badge: { create: { label: 'm' } } } })
  await plain.badge.create({ data: { label: 'n' } })

  const update = prisma.badge.update({ where: { label: 'n' }, data: { post: { connect: { label: 'p' } } } })
  await update.catch((error: Error) => expect(error.message).toBe('Not this one'))

  const badges = await plain.badge.findMany({ orderBy: { label: 'asc' } })
  expect(badges.map(({ postLabel }) => postLabel)).toEqual(references)
  await engine.close()
  await plain.$disconnect()
})
