import { Trigger } from '@triggerkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AnyModel, model } from './fixture/mongoose-client.ts'
import { type OpenModels, openModels } from './fixture/open-models.ts'

describe('the rules with MongoDB in mind', () => {
  let open: OpenModels
  let Item: AnyModel
  let Ticket: AnyModel
  const registered: [string, string][] = []
  const register = (table: string, name: string, events: string[], action: object): void => {
    open.engine.register(table, { name, events: events as never, actions: [action as never] })
    registered.push([table, name])
  }
  beforeAll(async () => {
    open = await openModels({ engine: { transaction: { isolation: 'snapshot', timeoutMs: 5_000 } } })
    Item = open.Item
    Ticket = model({ connection: open.connection }, 'Ticket')
  })
  afterAll(() => open.close())
  beforeEach(async () => {
    await Item.deleteMany({})
    await Ticket.deleteMany({})
    open.told.length = 0
    return () => {
      for (const [table, name] of registered.splice(0)) open.engine.unregister(table, name)
    }
  })
  const raw = (name: string) => open.connection.db!.collection(name)
  const noop = Trigger.custom(() => undefined)

  test('R2 a transaction of ours has the isolation and the time that the engine gives it', async () => {
    const { connection } = open
    const given: unknown[] = []
    const startSession = connection.startSession.bind(connection)
    connection.startSession = async (...args) => {
      const session = await startSession(...args)
      const start = session.startTransaction.bind(session)
      session.startTransaction = (options) => {
        given.push(options)
        start(options)
      }
      return session
    }
    register('Item', 'vets', ['beforeInsert'], noop)
    await Item.create({ label: 'a' })
    connection.startSession = startSession
    expect(given).toEqual([{ readConcern: { level: 'snapshot' }, maxCommitTimeMS: 5_000 }])
    expect(await Item.countDocuments()).toBe(1)
  })

  test('R11 a document that leaves the criteria between the look and the write is not written', async () => {
    await Item.create({ label: 'a', status: 'open' })
    let looks = 0
    register(
      'Item',
      'interferes',
      ['beforeUpdate'],
      Trigger.custom(async () => {
        if (++looks === 1) await raw('items').updateOne({ label: 'a' }, { $set: { status: 'shut' } })
      }),
    )
    const result = await Item.updateMany({ status: 'open' }, { note: 'n' })
    expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0 })
    expect(looks).toBe(1)
    expect(await Item.findOne().lean()).toMatchObject({ status: 'shut' })
    expect((await Item.findOne()).note).toBeUndefined()
  })

  test('R12 writes that all want the same document come one after the other, each told the truth of its turn', async () => {
    await Item.create({ label: 'a', stock: 0 })
    const seen: [number, number][] = []
    register('Item', 'vets', ['beforeUpdate'], noop)
    register(
      'Item',
      'tells',
      ['afterUpdate'],
      Trigger.custom(
        ({ previousRecord, record }) => void seen.push([previousRecord?.stock as number, record.stock as number]),
      ),
    )
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => Item.updateOne({ label: 'a' }, { $inc: { stock: 1 } })),
    )
    const done = results.filter(({ status }) => status === 'fulfilled').length
    expect((await Item.findOne()).stock).toBe(done)
    expect(seen.map(([, after]) => after).sort()).toEqual(Array.from({ length: done }, (_, index) => index + 1))
    expect(seen.every(([before, after]) => after === before + 1)).toBe(true)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 112 })
  })

  test('R18 keys of every kind find their document again', async () => {
    const Counter = model({ connection: open.connection }, 'Counter')
    const seen: unknown[] = []
    register(
      'Counter',
      'tells',
      ['afterUpdate'],
      Trigger.custom(({ record }) => void seen.push(record._id)),
    )
    register('Counter', 'vets', ['beforeUpdate'], noop)
    const keys = ['text', 7, new Date(5), { a: 1, b: 2 }, { a: 1, b: 3 }, Buffer.from('bytes'), Buffer.from('other')]
    for (const _id of keys) await raw('counters').insertOne({ _id: _id as never, name: 'n', value: 1 })
    await Counter.collection.updateOne({}, { $set: { value: 2 } })
    await (
      Counter.collection as unknown as { updateMany(filter: object, update: object): Promise<unknown> }
    ).updateMany({}, { $inc: { value: 1 } })
    const values = (await raw('counters').find().toArray()).map(({ value }) => value as number).sort()
    expect(values).toEqual([2, 2, 2, 2, 2, 2, 3])
    expect(seen).toHaveLength(keys.length + 1)
    await raw('counters').deleteMany({})
  })

  test('R21 collections of Triggerkit itself never fire', async () => {
    const { default: mongoose } = await import('mongoose')
    const { triggers } = await import('@triggerkit/mongoose')
    const schema = new mongoose.Schema({ label: String }, { collection: 'triggerkit_outbox' }).plugin(
      triggers(open.engine),
    )
    const Own = open.connection.model('Own', schema)
    const seen: unknown[] = []
    register(
      '*',
      'everything',
      ['afterWrite'],
      Trigger.custom(({ table }) => void seen.push(table)),
    )
    await Own.create({ label: 'a' })
    await Item.create({ label: 'a' })
    expect(seen).toEqual(['Item'])
  })

  test('R22 values compare by kind: decimals, ids, dates, buffers, nested ones', async () => {
    const changed: (readonly string[])[] = []
    register(
      'Item',
      'tells',
      ['afterUpdate'],
      Trigger.custom(({ changedFields }) => void changed.push(changedFields)),
    )
    register(
      'Ticket',
      'tells',
      ['afterUpdate'],
      Trigger.custom(({ changedFields }) => void changed.push(changedFields)),
    )
    await Item.create({ label: 'a', price: '1.50' })
    await Item.updateOne({}, { price: '1.5' })
    await Item.updateOne({}, { price: '1.51' })
    const when = new Date(0)
    await Ticket.create({ label: 't', extra: { when, list: [1, { id: new Ticket()._id }] } })
    const { extra } = await Ticket.findOne().lean()
    await Ticket.updateOne({}, { extra: { when: new Date(0), list: extra.list } }, { timestamps: false })
    await Ticket.updateOne({}, { extra: { when: new Date(1), list: extra.list } }, { timestamps: false })
    expect(changed).toEqual([['price'], ['extra']])
  })

  test('R25 what the caller gives beyond the schema is in the input, and the record of a delete is the old document', async () => {
    const seen: unknown[] = []
    register(
      'Item',
      'tells',
      ['afterDelete'],
      Trigger.custom(({ record, previousRecord }) => void seen.push(record.label, previousRecord?.label)),
    )
    await Item.create({ label: 'a' })
    await Item.deleteOne({ label: 'a' })
    expect(seen).toEqual(['a', 'a'])
  })

  test('R26 an empty filter of database.delete is refused, and null finds what is empty', async () => {
    await Item.insertMany([{ label: 'a', note: 'n' }, { label: 'b' }])
    register('Ticket', 'clears', ['afterInsert'], Trigger.database.delete('Item', { note: null }))
    await Ticket.create({ label: 't' })
    expect((await Item.find()).map(({ label }: { label: string }) => label)).toEqual(['a'])
    register('Ticket', 'clears', ['afterInsert'], Trigger.database.delete('Item', { note: '{{record.nothing}}' }))
    await expect(Ticket.create({ label: 'u' })).rejects.toMatchObject({ name: 'ActionError' })
    expect(await Item.countDocuments()).toBe(1)
    expect(await Ticket.countDocuments()).toBe(1)
  })

  test('R26 a value of a record is no operator', async () => {
    await Item.insertMany([{ label: 'a' }, { label: 'b' }])
    register('Ticket', 'clears', ['afterInsert'], Trigger.database.delete('Item', { label: '{{record.extra}}' }))
    await expect(Ticket.create({ label: 't', extra: { $ne: null } })).rejects.toThrow(/a value is no operator/)
    expect(await Item.countDocuments()).toBe(2)
    register(
      'Ticket',
      'clears',
      ['afterInsert'],
      Trigger.database.update('Item', { note: '{{record.extra}}' }, { label: 'a' }),
    )
    await expect(Ticket.create({ label: 't', extra: { $inc: 1 } })).rejects.toMatchObject({ name: 'ActionError' })
    expect((await Item.findOne({ label: 'a' })).note).toBeUndefined()
  })

  test('R26 filters find no more and no less where Mongoose sanitizes or strips them', async () => {
    const { default: mongoose } = await import('mongoose')
    const module = new mongoose.Mongoose()
    module.set('sanitizeFilter', true)
    module.set('strictQuery', true)
    const strict = await openModels({ module: module as never })
    const [Other, raws] = [strict.Item, strict.connection.db!.collection('items')]
    await raws.insertMany([{ label: 'a', beyond: 1 }, { label: 'b', beyond: 2 }, { label: 'c' }])
    strict.engine.register('Item', { name: 'learns', events: ['beforeUpdate'], actions: [noop] })
    await Other.updateMany({}, { stock: 1 })
    const where = { beyond: 1, label: { $in: ['a', 'b'] } }
    strict.engine.register('Marker', {
      name: 'marks',
      events: ['afterInsert'],
      actions: [Trigger.database.update('Item', { note: 'n' }, where)],
    })
    await model({ connection: strict.connection }, 'Marker').create({ label: 'm' })
    expect((await raws.find({ note: 'n' }).toArray()).map(({ label }) => label)).toEqual(['a'])
    await strict.close()
  })

  test('R30 net Changes: insert, update and delete in one transaction are nothing', async () => {
    await open.connection.withSession((session) =>
      session.withTransaction(async () => {
        await Item.create([{ label: 'a' }, { label: 'b' }], { session, ordered: true })
        await Item.updateOne({ label: 'a' }, { stock: 5 }, { session })
        await Item.deleteOne({ label: 'b' }, { session })
      }),
    )
    expect(open.told).toEqual([{ event: 'afterInsert', label: 'a' }])
  })
})
