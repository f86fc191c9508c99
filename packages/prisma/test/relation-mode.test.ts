import { createTriggers, Trigger, type Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/prisma'
import { createRelationModeClient, type RelationModeClient } from '@triggerkit/prisma-7'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const tables = [
  'CREATE TABLE "Author" (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL UNIQUE)',
  'CREATE TABLE "Post" (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, "authorId" INTEGER)',
  'CREATE TABLE "Comment" (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, "postId" INTEGER NOT NULL)',
  'CREATE TABLE "Chapter" (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT NOT NULL, "postId" INTEGER NOT NULL)',
]

let engine: Triggers
let plain: RelationModeClient
let watched: RelationModeClient
let ours: RelationModeClient
let fired: string[]

beforeEach(async () => {
  engine = createTriggers()
  fired = []
  engine.register('*', {
    name: 'see',
    events: ['afterWrite'],
    actions: [
      Trigger.custom(({ table, operation, record, previousRecord, changedFields }) => {
        const was =
          operation === 'update' ? changedFields.map((name) => `${name} ${previousRecord![name]}→${record[name]}`) : []
        fired.push([operation, table, record.label, ...was].join(' '))
      }),
    ],
  })
  ;[plain, watched] = [await filled(), await filled()]
  ours = watched.$extends(triggers(engine)) as unknown as RelationModeClient
})
afterEach(async () => {
  await engine.close()
  await plain.$disconnect()
  await watched.$disconnect()
})

/** An author with two posts, one with two comments; the third post is nobody's, and has a chapter. */
async function filled(): Promise<RelationModeClient> {
  const client = createRelationModeClient()
  for (const statement of tables) await client.$executeRawUnsafe(statement)
  await client.author.create({
    data: {
      label: 'a',
      posts: { create: [{ label: 'p', comments: { create: [{ label: 'c' }, { label: 'd' }] } }, { label: 'q' }] },
    },
  })
  await client.post.create({ data: { label: 'r', chapters: { create: { label: 'e' } } } })
  return client
}

async function tablesOf(client: RelationModeClient): Promise<unknown> {
  return [
    await client.author.findMany(),
    await client.post.findMany(),
    await client.comment.findMany(),
    await client.chapter.findMany(),
  ]
}

async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (result) => ({ result }),
    ({ name, code, meta }: Error & { code?: string; meta?: object }) => ({ name, code, meta }),
  )
}

const calls: [string, (client: RelationModeClient) => Promise<unknown>, string[]][] = [
  [
    'delete() of a parent empties its children',
    ({ author }) => author.delete({ where: { label: 'a' } }),
    ['delete Author a', 'update Post p authorId 1→null', 'update Post q authorId 1→null'],
  ],
  [
    'deleteMany() of parents deletes their children',
    ({ post }) => post.deleteMany({ where: { label: { in: ['p', 'q'] } } }),
    ['delete Post p', 'delete Post q', 'delete Comment c', 'delete Comment d'],
  ],
  [
    'a nested delete deletes the children of the child',
    ({ author }) =>
      author.update({ where: { id: 1 }, data: { posts: { delete: { id: 1 } } }, include: { posts: true } }),
    ['delete Post p', 'delete Comment c', 'delete Comment d'],
  ],
  ['a parent that children need stays', ({ post }) => post.delete({ where: { id: 3 } }), []],
  ['parents of which children need one stay', ({ post }) => post.deleteMany(), []],
  [
    'a nested delete of a row that children need stays undone',
    ({ author }) =>
      author.update({ where: { id: 1 }, data: { label: 'b', posts: { connect: { id: 3 }, delete: { id: 3 } } } }),
    [],
  ],
  [
    'a nested create',
    ({ post }) =>
      post.create({ data: { label: 's', author: { connect: { label: 'a' } }, comments: { create: { label: 'f' } } } }),
    ['insert Post s', 'insert Comment f'],
  ],
  [
    'disconnect',
    ({ author }) => author.update({ where: { id: 1 }, data: { posts: { disconnect: { id: 2 } } } }),
    ['update Post q authorId 1→null'],
  ],
]

describe('relationMode = "prisma"', () => {
  test.each(calls)('R17 %s: as without triggers, and each row a Change', async (_name, call, changes) => {
    expect(await outcomeOf(call(ours))).toEqual(await outcomeOf(call(plain)))
    expect(await tablesOf(watched)).toEqual(await tablesOf(plain))
    await engine.drain()
    expect([...fired].sort()).toEqual([...changes].sort())
  })

  test('R17 a child that is not to be deleted keeps its parent', async () => {
    engine.register('Comment', {
      name: 'keep',
      events: ['beforeDelete'],
      actions: [Trigger.record.reject('Stays', { code: 'KEPT' })],
    })
    const before = await tablesOf(plain)
    await expect(ours.post.delete({ where: { id: 1 } })).rejects.toMatchObject({ code: 'KEPT' })
    expect(await tablesOf(watched)).toEqual(before)
    expect(fired).toEqual([])
  })
})
