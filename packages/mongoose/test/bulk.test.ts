import { Trigger } from '@triggerkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenModels, openModels } from './fixture/open-models.ts'

describe('bulk writes', () => {
  let open: OpenModels
  beforeAll(async () => {
    open = await openModels()
    open.engine.unregister('Item', 'told')
    open.engine.register('Item', {
      name: 'updates',
      events: ['beforeUpdate'],
      actions: [Trigger.custom(({ record }) => void open.told.push({ event: 'beforeUpdate', label: record.label }))],
    })
  })
  afterAll(() => open.close())
  beforeEach(async () => {
    await open.Item.deleteMany({})
    await open.connection.model('Marker').deleteMany({})
    await open.Item.create({ label: 'a' })
    open.told.length = 0
  })

  test('whose triggers see some of the operations: the rest is carried out as it is, and the answer is of all', async () => {
    const result = await open.Item.bulkWrite([
      { insertOne: { document: { label: 'b' } } },
      { updateOne: { filter: { label: 'a' }, update: { stock: 1 } } },
      { insertOne: { document: { label: 'c' } } },
      { deleteOne: { filter: { label: 'b' } } },
    ])
    expect(result).toMatchObject({ insertedCount: 2, modifiedCount: 1, deletedCount: 1 })
    expect(Object.keys(result.insertedIds as object)).toEqual(['0', '2'])
    expect(open.told).toEqual([{ event: 'beforeUpdate', label: 'a' }])
  })

  test.each([true, false])(
    'connection.bulkWrite(ordered: %s) that is refused in the middle leaves what MongoDB leaves',
    async (ordered) => {
      const operations = [
        { model: 'Marker', name: 'insertOne', document: { label: 'm' } },
        { model: 'Item', name: 'insertOne', document: { label: 'a' } },
        { model: 'Item', name: 'updateOne', filter: { label: 'a' }, update: { stock: 9 } },
        { model: 'Item', name: 'updateOne', filter: { label: 'new' }, update: { stock: 1 }, upsert: true },
      ]
      const error = await open.connection.bulkWrite(operations as never, { ordered }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ name: 'MongoClientBulkWriteError' })
      const { writeErrors, partialResult } = error as {
        writeErrors: Map<number, { code: number }>
        partialResult: object
      }
      expect([...writeErrors].map(([index, { code }]) => [index, code])).toEqual([
        // Mongoose sends what it need not wait for to be validated first.
        [ordered ? 1 : 3, 11000],
      ])
      expect(partialResult).toMatchObject({
        insertedCount: 1,
        modifiedCount: ordered ? 0 : 1,
        upsertedCount: ordered ? 0 : 1,
      })
      expect(await open.connection.model('Marker').countDocuments()).toBe(1)
      expect((await open.Item.findOne({ label: 'a' })).stock).toBe(ordered ? 0 : 9)
      expect(await open.Item.countDocuments({ label: 'new' })).toBe(ordered ? 0 : 1)
    },
  )

  test('bulkSave: each document once, and what triggers set is in it', async () => {
    const stamp = Trigger.custom(({ set }) => set({ note: 'stamped' }))
    open.engine.register('Item', {
      name: 'stamps',
      events: ['beforeWrite'],
      condition: { field: 'operation', operator: 'NOT_EQUALS', value: 'delete' },
      actions: [stamp],
    })
    const first = await open.Item.findOne({ label: 'a' })
    first.stock = 3
    const documents = [first, new open.Item({ label: 'b' })]
    await open.Item.bulkSave(documents)
    open.engine.unregister('Item', 'stamps')
    expect(documents.map(({ note, isNew }) => [note, isNew])).toEqual([
      ['stamped', false],
      ['stamped', false],
    ])
    expect(documents.some((document) => document.isModified())).toBe(false)
    expect(open.told).toEqual([{ event: 'beforeUpdate', label: 'a' }])
  })
})
