import { expect, test } from 'vitest'
import { readModels, readRelationMode } from './read-models.ts'

const models = readModels(`
datasource db {
  provider = "postgresql" // not "sqlite"
}

enum Level {
  low  @map("LOW")
  high
}

/// A user. model Fake {
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique @db.VarChar(200) // the address
  note    String?  @default("a // b @id")
  level   Level    @default(low)
  tags    String[]
  posts   Post[]
  mentor  User?    @relation("mentors", fields: [mentorId], references: [id], onDelete: Cascade)
  mentorId Int?    @map("mentor id")
  pupils  User[]   @relation("mentors")
  groups  Group[]
  old     Unsupported("circle")?
  hidden  String   @ignore

  @@map("users")
}

model Old {
  id Int @id

  @@ignore
}

model Group {
  name  String @id
  users User[]
}

model Post {
  authorId Int
  slug     String
  uid      String @db.Uuid
  author   User   @relation(fields: [authorId], references: [id])
  reviews  Review[]

  @@id([authorId, slug], name: "byAuthor", map: "pk")
  @@unique([uid])
}

model Review {
  a    Int
  b    String
  text String
  post Post?  @relation(fields: [a, b], references: [authorId, slug])

  @@unique([text, a(sort: Desc)])
}
`)

test('columns have the names of Prisma and of the database', () => {
  const user = models.get('User')!
  expect(user.table).toBe('users')
  expect([...user.columns.keys()]).toEqual(['id', 'email', 'note', 'level', 'tags', 'mentorId', 'old'])
  expect(user.columns.get('mentorId')).toMatchObject({ databaseName: 'mentor id', optional: true, kind: 'integer' })
  expect(user.columns.get('id')).toMatchObject({ counts: true, generated: true })
  expect(user.columns.get('note')).toMatchObject({ generated: true, counts: false, optional: true })
  expect(user.columns.get('tags')).toMatchObject({ list: true, kind: 'array' })
  expect(user.columns.get('old')).toMatchObject({ kind: 'unknown' })
  expect([...user.columns.get('level')!.enumValues!]).toEqual([
    ['LOW', 'low'],
    ['high', 'high'],
  ])
})

test('keys and unique constraints', () => {
  expect(models.get('User')).toMatchObject({ key: ['id'], keyName: undefined })
  expect([...models.get('User')!.uniques.keys()]).toEqual(['id', 'email'])
  expect(models.get('Post')).toMatchObject({ key: ['authorId', 'slug'], keyName: 'byAuthor' })
  expect([...models.get('Post')!.uniques]).toEqual([
    ['byAuthor', ['authorId', 'slug']],
    ['uid', ['uid']],
  ])
  expect(models.get('Review')).toMatchObject({ key: ['text', 'a'], keyName: 'text_a' })
})

test('relations know where the foreign key is', () => {
  const { relations } = models.get('User')!
  expect(relations.get('posts')).toMatchObject({
    target: 'Post',
    side: 'target',
    columns: ['authorId'],
    references: ['id'],
  })
  expect(relations.get('posts')).toMatchObject({ onDelete: 'Restrict', inverse: 'author' })
  expect(relations.get('mentor')).toMatchObject({
    side: 'own',
    columns: ['mentorId'],
    inverse: 'pupils',
    onDelete: 'Cascade',
  })
  expect(relations.get('pupils')).toMatchObject({ side: 'target', columns: ['mentorId'], inverse: 'mentor' })
  expect(relations.get('groups')).toMatchObject({ side: 'link', columns: [] })
  expect(models.get('Review')!.relations.get('post')).toMatchObject({ columns: ['a', 'b'], onDelete: 'SetNull' })
})

test('models that the client leaves out', () => {
  expect(models.has('Old')).toBe(false)
})

test('the relation mode', () => {
  expect(readRelationMode('datasource db {\n  provider = "mysql"\n  relationMode = "prisma"\n}')).toBe('prisma')
  expect(readRelationMode('datasource db {\n  provider = "mysql"\n}')).toBe('foreignKeys')
})
