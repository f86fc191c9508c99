import { Trigger } from '@triggerkit/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OpenModels, openModels } from './fixture/open-models.ts'

describe('R10 a standalone server, without transactions', () => {
  let open: OpenModels
  const labels = async (): Promise<string[]> =>
    (await open.Item.find().sort({ label: 1 })).map(({ label }: { label: string }) => label)
  beforeEach(async () => {
    open = await openModels({ isStandalone: true })
  })
  afterEach(() => open.close())

  test('R10 single writes fire with the whole truth, before-triggers block and alter', async () => {
    const { engine, Item } = open
    const told: unknown[] = []
    engine.register('Item', {
      name: 'stamp',
      events: ['beforeWrite'],
      condition: { field: 'operation', operator: 'NOT_EQUALS', value: 'delete' },
      actions: [
        Trigger.custom(({ record, set, reject }) => (record.label === 'bad' ? reject('no') : set({ note: 'stamped' }))),
      ],
    })
    engine.register('Item', {
      name: 'tell',
      events: ['afterUpdate'],
      actions: [
        Trigger.custom(
          ({ previousRecord, record, changedFields }) =>
            void told.push([previousRecord?.stock, record.stock, changedFields]),
        ),
      ],
    })
    const document = await Item.create({ label: 'a', stock: 1 })
    expect(document.note).toBe('stamped')
    document.stock = 2
    await document.save()
    await Item.updateOne({ label: 'a' }, { $inc: { stock: 5 } })
    expect(told).toEqual([
      [1, 2, ['stock']],
      [2, 7, ['stock']],
    ])
    await expect(Item.create({ label: 'bad' })).rejects.toThrow('no')
    expect(
      (await Item.findOneAndUpdate({ label: 'new' }, { stock: 1 }, { upsert: true, returnDocument: 'after' })).note,
    ).toBe('stamped')
    await Item.deleteOne({ label: 'a' })
    expect(open.told.map(({ event }) => event)).toEqual([
      'afterInsert',
      'afterUpdate',
      'afterUpdate',
      'afterInsert',
      'afterDelete',
    ])
    expect(await labels()).toEqual(['new'])
  })

  test('R10 a veto of one of many leaves all of them unwritten', async () => {
    const { engine, Item } = open
    await Item.insertMany(Array.from({ length: 2_500 }, (_, index) => ({ label: `row ${index}`, stock: index })))
    let before = 0
    engine.register('Item', {
      name: 'veto',
      events: ['beforeUpdate'],
      actions: [Trigger.custom(() => (++before === 2_500 ? Promise.reject(new Error('the last')) : undefined))],
    })
    await expect(Item.updateMany({}, { note: 'n' })).rejects.toThrow('the last')
    expect(await Item.countDocuments({ note: 'n' })).toBe(0)
  })

  test('R10 an insertMany that is refused half-way fires for what stays', async () => {
    const { Item } = open
    await Item.create({ label: 'taken' })
    open.told.length = 0
    const rows = ['a', 'taken', 'b'].map((label) => ({ label }))
    await expect(Item.insertMany(rows)).rejects.toMatchObject({ code: 11000 })
    expect(open.told).toEqual([{ event: 'afterInsert', label: 'a' }])
    await Item.deleteMany({ label: 'a' })
    open.told.length = 0
    await expect(Item.insertMany(rows, { ordered: false })).rejects.toMatchObject({ code: 11000 })
    expect(open.told.map(({ label }) => label)).toEqual(['a', 'b'])
    expect(await labels()).toEqual(['a', 'b', 'taken'])
  })

  test('R10 documents of several models: what is refused keeps none of another model back', async () => {
    const { connection, engine } = open
    const Shape = connection.model('Shape')
    await connection.db!.collection('shapes').createIndex({ label: 1 }, { unique: true })
    const told: unknown[] = []
    for (const name of ['Circle', 'Square'])
      engine.register(name, {
        name: 'tells',
        events: ['afterInsert'],
        actions: [Trigger.custom(({ record }) => void told.push(record.label))],
      })
    const rows = [
      { label: 'a', kind: 'Circle' },
      { label: 'a', kind: 'Circle' },
      { label: 'b', kind: 'Square' },
    ]
    await expect(Shape.insertMany(rows, { ordered: false })).rejects.toMatchObject({ code: 11000 })
    expect(told).toEqual(['a', 'b'])
    expect(await Shape.countDocuments()).toBe(2)
  })

  test('R10 an upsert that gives its own key inserts under it', async () => {
    const { connection, engine, Item } = open
    engine.register('Item', { name: 'vets', events: ['beforeInsert'], actions: [Trigger.custom(() => undefined)] })
    const [first, second] = [new Item()._id, new Item()._id]
    await Item.replaceOne({ label: 'a' }, { _id: first, label: 'a' }, { upsert: true })
    await Item.updateOne({ label: 'b' }, { stock: 1, $setOnInsert: { _id: second } }, { upsert: true })
    const rows = await connection.db!.collection('items').find().toArray()
    expect(rows.map(({ _id, label }) => [String(_id), label])).toEqual([
      [String(first), 'a'],
      [String(second), 'b'],
    ])
  })

  test('R10 a failing action undoes nothing, and check() says so', async () => {
    const { engine, Item } = open
    engine.register('Item', {
      name: 'fails',
      events: ['afterInsert'],
      actions: [{ ...Trigger.custom(() => Promise.reject(new Error('no'))), phase: 'transaction' }],
    })
    await expect(Item.create({ label: 'a' })).rejects.toThrow('no')
    expect(await labels()).toEqual(['a'])
    expect(engine.check().map(({ code }) => code)).toContain('NO_TRANSACTIONS')
  })

  test('R10 a write in a transaction is an error that says what to do, and sends nothing', async () => {
    const { connection, Item } = open
    const session = await connection.startSession()
    session.startTransaction()
    await expect(Item.create([{ label: 'a' }], { session })).rejects.toMatchObject({
      code: 'TRANSACTIONS_UNSUPPORTED',
      message: expect.stringContaining('replica set'),
    })
    await session.endSession()
    expect(await labels()).toEqual([])
  })

  test('R10 bulkWrite: one operation after the other, as MongoDB itself', async () => {
    const { Item } = open
    const operations = ['a', 'a', 'b'].map((label) => ({ insertOne: { document: { label } } }))
    await expect(Item.bulkWrite(structuredClone(operations), { ordered: false })).rejects.toMatchObject({ code: 11000 })
    expect(open.told.map(({ label }) => label)).toEqual(['a', 'b'])
    // A veto comes when what precedes it is done.
    const bad = Trigger.custom(({ record, reject }) => (record.label === 'bad' ? reject('vetoed') : undefined))
    open.engine.register('Item', { name: 'veto', events: ['beforeInsert'], actions: [bad] })
    const more = [
      { updateOne: { filter: { label: 'a' }, update: { stock: 5 } } },
      { insertOne: { document: { label: 'bad' } } },
    ]
    await expect(Item.bulkWrite(more)).rejects.toThrow('vetoed')
    expect((await Item.findOne({ label: 'a' })).stock).toBe(5)
  })
})
