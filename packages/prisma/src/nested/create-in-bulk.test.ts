import { expect, test } from 'vitest'
import { readModels } from '../schema/read-models.ts'
import { createInBulk } from './create-in-bulk.ts'
import { splitData } from './nested-input.ts'

const models = readModels(`
  model Order {
    id    Int    @id
    lines Line[]
    tags  Tag[]
    bill  Bill?
  }
  model Line {
    id      Int    @id
    product Int
    note    String?
    orderId Int
    order   Order  @relation(fields: [orderId], references: [id])
    parts   Part[]
  }
  model Part {
    id     Int  @id
    lineId Int
    line   Line @relation(fields: [lineId], references: [id])
  }
  model Tag {
    id     Int     @id
    orders Order[]
  }
  model Bill {
    id      Int   @id
    orderId Int   @unique
    order   Order @relation(fields: [orderId], references: [id])
  }`)

/** What becomes of a nested write, in a word each: the kind, and how many rows are made. */
function kindsOf(data: object): string[] {
  const { related } = splitData(models.get('Order')!, data as never)
  return createInBulk(related, (name) => models.get(name)!).map(({ kind, create }) => {
    const rows = (create as { data?: unknown[] } | undefined)?.data
    return rows === undefined ? kind : `${kind} ${rows.length}`
  })
}

test.each([
  [
    'rows of the same columns',
    { lines: { create: [{ product: 1 }, { product: 2 }, { product: 3 }] } },
    ['createMany 3'],
  ],
  ['one row', { lines: { create: { product: 1 } } }, ['create']],
  [
    'other columns',
    { lines: { create: [{ product: 1 }, { product: 2, note: 'n' }, { note: 'n', product: 3 }] } },
    ['create', 'createMany 2'],
  ],
  [
    'what is undefined is not given',
    { lines: { create: [{ product: 1 }, { product: 2, note: undefined }] } },
    ['createMany 2'],
  ],
  [
    'a row with rows of its own',
    { lines: { create: [{ product: 1 }, { product: 2, parts: { create: {} } }, { product: 3 }, { product: 4 }] } },
    ['create', 'create', 'createMany 2'],
  ],
  ['other kinds between', { lines: { create: [{ product: 1 }], connect: [{ id: 1 }] } }, ['create', 'connect']],
  [
    'a createMany beside',
    { lines: { create: [{ product: 1 }], createMany: { data: [{ product: 2 }] } } },
    ['create', 'createMany 1'],
  ],
  ['links', { tags: { create: [{ id: 1 }, { id: 2 }] } }, ['create', 'create']],
  ['one to one', { bill: { create: { id: 1 } } }, ['create']],
])('%s', (_name, data, kinds) => {
  expect(kindsOf(data)).toEqual(kinds)
})
