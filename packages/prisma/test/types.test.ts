import { createTriggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import type { SqliteClient } from '@triggerkit/prisma-7'
import { expectTypeOf, test } from 'vitest'

/** Nothing of this runs: the compiler checks it (`npm run check`). */
const extend = (client: SqliteClient) => client.$extends(triggers(createTriggers()))
/** An extension that adds nothing: Prisma's own type of an extended client. */
const bare = (client: SqliteClient) => client.$extends({})
type Extended = ReturnType<typeof extend>

test('an extended client has the type that Prisma gives one with an extension that adds nothing', () => {
  expectTypeOf<Extended>().toEqualTypeOf<ReturnType<typeof bare>>()
})

test('results are those of the plain client, whatever is selected', () => {
  const ours = (client: Extended) => ({
    all: client.item.create({ data: { label: 'a' } }),
    selected: client.item.update({ where: { id: 1 }, data: {}, select: { label: true } }),
    included: client.author.upsert({ where: { id: 1 }, create: { label: 'a' }, update: {}, include: { posts: true } }),
    omitted: client.item.delete({ where: { id: 1 }, omit: { note: true } }),
    counted: client.item.updateMany({ data: { note: 'n' } }),
    returned: client.item.createManyAndReturn({ data: [{ label: 'a' }] }),
    inside: client.$transaction((inside) => inside.item.findMany()),
    batch: client.$transaction([client.item.count(), client.item.findFirst()]),
  })
  const plain = (client: SqliteClient) => ({
    all: client.item.create({ data: { label: 'a' } }),
    selected: client.item.update({ where: { id: 1 }, data: {}, select: { label: true } }),
    included: client.author.upsert({ where: { id: 1 }, create: { label: 'a' }, update: {}, include: { posts: true } }),
    omitted: client.item.delete({ where: { id: 1 }, omit: { note: true } }),
    counted: client.item.updateMany({ data: { note: 'n' } }),
    returned: client.item.createManyAndReturn({ data: [{ label: 'a' }] }),
    inside: client.$transaction((inside) => inside.item.findMany()),
    batch: client.$transaction([client.item.count(), client.item.findFirst()]),
  })
  type Results<Make extends (client: never) => object> = {
    [Name in keyof ReturnType<Make>]: Awaited<ReturnType<Make>[Name]>
  }
  expectTypeOf<Results<typeof ours>>().toEqualTypeOf<Results<typeof plain>>()
})

test('wrong arguments are still errors', () => {
  const wrong = (client: Extended) => [
    // @ts-expect-error: no such field
    client.item.create({ data: { label: 'a', nothing: 1 } }),
    // @ts-expect-error: a required field is missing
    client.item.create({ data: { stock: 1 } }),
  ]
  expectTypeOf(wrong).toBeFunction()
})
