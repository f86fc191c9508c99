import { Trigger } from '@triggerkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AnyModel, model } from './fixture/mongoose-client.ts'
import { type OpenModels, openModels } from './fixture/open-models.ts'

describe('verdicts of before-triggers', () => {
  let open: OpenModels
  let Ticket: AnyModel
  beforeAll(async () => {
    open = await openModels()
    Ticket = model({ connection: open.connection }, 'Ticket')
  })
  afterAll(() => open.close())
  beforeEach(async () => {
    await open.Item.deleteMany({})
    await Ticket.deleteMany({})
    open.told.length = 0
  })

  const during = async (
    table: string,
    action: object,
    // biome-ignore lint/suspicious/noExplicitAny: the fixture's documents are made at run time
    body: () => Promise<any>,
    events = ['beforeWrite'],
    // biome-ignore lint/suspicious/noExplicitAny: as above
  ): Promise<any> => {
    open.engine.register(table, { name: 'during', events: events as never, actions: [action as never] })
    try {
      return await body()
    } finally {
      open.engine.unregister(table, 'during')
    }
  }
  const veto = Trigger.custom(({ record, reject }) =>
    record.label === 'bad' ? reject('vetoed', { code: 'NO', field: 'label' }) : undefined,
  )

  test.each([true, false])(
    'R28 a veto in the middle of bulkWrite(ordered: %s): its error, and nothing is written',
    async (ordered) => {
      await open.Item.create({ label: 'a' })
      open.told.length = 0
      const operations = [
        { insertOne: { document: { label: 'b' } } },
        { updateOne: { filter: { label: 'a' }, update: { stock: 9 } } },
        { insertOne: { document: { label: 'bad' } } },
        { deleteOne: { filter: { label: 'a' } } },
      ]
      const writing = during('Item', veto, () => open.Item.bulkWrite(operations, { ordered }), ['beforeInsert'])
      await expect(writing).rejects.toMatchObject({
        name: 'WriteRejectedError',
        message: expect.stringContaining('vetoed'),
        code: 'NO',
        field: 'label',
      })
      expect(
        (await open.Item.find().lean()).map(({ label, stock }: { label: string; stock: number }) => [label, stock]),
      ).toEqual([['a', 0]])
      expect(open.told).toEqual([])
    },
  )

  test('R28 a veto in insertMany(ordered: false) blocks all of it', async () => {
    const rows = ['a', 'bad', 'b'].map((label) => ({ label }))
    await expect(during('Item', veto, () => open.Item.insertMany(rows, { ordered: false }))).rejects.toThrow('vetoed')
    expect(await open.Item.countDocuments()).toBe(0)
  })

  test('R15 what triggers set is cast by the schema, and what cannot be is Mongoose’s error', async () => {
    const document = await during(
      'Item',
      Trigger.custom(({ set }) => set({ stock: '42', price: '1.5' })),
      () => open.Item.create({ label: 'a' }),
    )
    expect([document.stock, String(document.price)]).toEqual([42, '1.5'])
    expect(await open.connection.db!.collection('items').findOne({}, { projection: { _id: 0, stock: 1 } })).toEqual({
      stock: 42,
    })
    await expect(
      during(
        'Item',
        Trigger.custom(({ set }) => set({ stock: 'many' })),
        () => open.Item.create({ label: 'b' }),
      ),
    ).rejects.toMatchObject({ name: 'CastError' })
  })

  test('R14 what triggers set wins over what the update does to the same field, to a part of it and around it', async () => {
    await Ticket.create({
      label: 't',
      address: { city: 'Rome', zip: '1' },
      tags: ['x'],
      lines: [{ product: 'p', quantity: 1 }],
    })
    const altered = async (fields: object, update: object, options: object = {}): Promise<Record<string, unknown>> => {
      await during(
        'Ticket',
        Trigger.custom(({ set }) => set(fields as never)),
        () => Ticket.updateOne({ label: 't' }, update, options),
      )
      return Ticket.findOne({ label: 't' }).lean()
    }
    expect(await altered({ note: 'ours' }, { note: 'theirs' })).toMatchObject({ note: 'ours' })
    expect(await altered({ tags: ['z'] }, { $push: { tags: 'y' } })).toMatchObject({ tags: ['z'] })
    expect(await altered({ 'address.city': 'Oslo' }, { address: { city: 'Bern', zip: '9' } })).toMatchObject({
      address: { city: 'Oslo', zip: '9' },
    })
    expect(await altered({ lines: [] }, { $set: { 'lines.0.quantity': 5 } })).toMatchObject({ lines: [] })
    expect(
      await altered({ note: 'ours' }, [{ $set: { note: { $concat: ['$label', '!'] } } }], { updatePipeline: true }),
    ).toMatchObject({ note: 'ours' })
    expect(await altered({ 'address.zip': '7' }, { $unset: { address: '' } })).toMatchObject({ address: { zip: '7' } })
  })

  test('an update that cannot be foreseen is an error for before-triggers, and fine for after-triggers', async () => {
    await Ticket.create({
      label: 't',
      lines: [
        { product: 'p', quantity: 1 },
        { product: 'q', quantity: 2 },
      ],
    })
    const update = (): Promise<unknown> =>
      Ticket.updateOne({ 'lines.product': 'q', 'lines.quantity': { $gt: 1 } }, { $bit: { 'extra.flags': { or: 1 } } })
    const writing = during(
      'Ticket',
      Trigger.custom(({ record }) => void record.label),
      update,
    )
    await expect(writing).rejects.toMatchObject({ code: 'UNSUPPORTED_WRITE', message: expect.stringContaining('$bit') })
    await update()
    expect(await Ticket.findOne({}).lean()).toMatchObject({ extra: { flags: 1 } })
  })

  test.each([
    ['$min across kinds', { label: 't' }, { $min: { 'extra.n': 'text' } }],
    ['$currentDate as a timestamp', { label: 't' }, { $currentDate: { 'extra.at': { $type: 'timestamp' } } }],
    [
      'the positional $ under two conditions',
      { 'lines.product': 'q', 'lines.quantity': 2 },
      { $set: { 'lines.$.quantity': 9 } },
    ],
  ])('an update that cannot be foreseen: %s', async (_name, filter, update) => {
    const lines = [{ product: 'q', quantity: 2 }]
    await Ticket.create({ label: 't', lines, extra: { n: 1 } })
    const writing = during(
      'Ticket',
      Trigger.custom(({ record }) => void record.label),
      () => Ticket.updateOne(filter, update, { timestamps: false }),
    )
    await expect(writing).rejects.toMatchObject({ code: 'UNSUPPORTED_WRITE' })
    expect(await Ticket.findOne({}).lean()).toMatchObject({ lines, extra: { n: 1 } })
  })

  test('R19 hidden fields are in no record', async () => {
    const Account = model({ connection: open.connection }, 'Account')
    const seen: unknown[] = []
    await during(
      'Account',
      Trigger.custom(({ record }) => void seen.push({ ...record })),
      () => Account.create({ label: 'a', secret: 's' }),
    )
    await during(
      'Account',
      Trigger.custom(({ record, previousRecord }) => void seen.push({ ...record }, { ...previousRecord })),
      () => Account.updateOne({}, { secret: 't' }),
    )
    expect(JSON.stringify(seen)).not.toContain('secret')
    expect(seen).toHaveLength(3)
  })

  test('R28 skip: a document that saves itself is not told of it by an error', async () => {
    const document = await during(
      'Item',
      Trigger.custom(({ skip }) => skip()),
      () => open.Item.create({ label: 'a' }),
    )
    expect(document.label).toBe('a')
    expect(await open.Item.countDocuments()).toBe(0)
  })
})
