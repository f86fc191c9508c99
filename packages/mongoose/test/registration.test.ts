import { createTriggers, Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/mongoose'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from './fixture/open-database.ts'

describe('registration', () => {
  let server: OpenDatabase
  let connection: Connection
  let opened = 0
  beforeAll(async () => {
    server = await openDatabase()
  })
  afterAll(() => server.drop())
  beforeEach(async () => {
    connection = await mongoose.createConnection(server.uri, { dbName: `${server.name}_${++opened}` }).asPromise()
    return async () => {
      await connection.dropDatabase()
      await connection.close()
    }
  })

  const heard = (engine: ReturnType<typeof createTriggers>, table: string): string[] => {
    const events: string[] = []
    engine.register(table, {
      name: 'hear',
      events: ['afterWrite'],
      actions: [Trigger.custom(({ event }) => void events.push(event))],
    })
    return events
  }

  test('schema.plugin: with the triggers that are registered before and after', async () => {
    const engine = createTriggers()
    const events = heard(engine, 'Thing')
    const schema = new mongoose.Schema({ label: String })
    schema.plugin(triggers(engine))
    const Thing = connection.model('Thing', schema)
    await Thing.create({ label: 'a' })
    const later = heard(engine, 'things')
    await Thing.create({ label: 'b' })
    expect([events, later]).toEqual([['afterInsert', 'afterInsert'], ['afterInsert']])
  })

  test('mongoose.plugin: every model that is compiled afterwards, subdocuments not by themselves', async () => {
    const engine = createTriggers()
    const module = new mongoose.Mongoose()
    module.plugin(triggers(engine))
    const own = await module.createConnection(server.uri, { dbName: `${server.name}_global` }).asPromise()
    const Order = own.model(
      'Order',
      new module.Schema({ lines: [new module.Schema({ product: String })], at: { city: String } }),
    )
    const events = heard(engine, '*')
    const order = await Order.create({ lines: [{ product: 'p' }] })
    order.lines[0]!.product = 'q'
    await order.save()
    expect(events).toEqual(['afterInsert', 'afterUpdate'])
    await own.close()
  })

  test('a schema of another copy of Mongoose, and a clone, fire as well', async () => {
    const engine = createTriggers()
    const events = heard(engine, '*')
    const schema = new mongoose.Schema({ label: String }).plugin(triggers(engine))
    const other = await new mongoose.Mongoose()
      .createConnection(server.uri, { dbName: `${server.name}_other` })
      .asPromise()
    await other.model('Elsewhere', schema).create({ label: 'a' })
    await connection.model('Cloned', schema.clone()).create({ label: 'a' })
    await connection.model('Original', schema).create({ label: 'a' })
    expect(events).toEqual(['afterInsert', 'afterInsert', 'afterInsert'])
    await other.close()
  })

  test('the same plugin twice fires once', async () => {
    const engine = createTriggers()
    const schema = new mongoose.Schema({ label: String })
    const plugin = triggers(engine)
    schema.plugin(plugin)
    schema.plugin(plugin)
    schema.plugin(triggers(engine))
    const events = heard(engine, 'Twice')
    await connection.model('Twice', schema).create({ label: 'a' })
    expect(events).toEqual(['afterInsert'])
  })

  test('a plugin added after the model was compiled is an error that says so', () => {
    const schema = new mongoose.Schema({ label: String })
    connection.model('Late', schema)
    expect(() => schema.plugin(triggers(createTriggers()))).toThrow(
      expect.objectContaining({ code: 'PLUGIN_LATE', message: expect.stringContaining('before mongoose.model()') }),
    )
  })

  test('connection.plugin reaches schemas without a model, and none whose model is compiled already', async () => {
    const engine = createTriggers()
    const schema = new mongoose.Schema({ label: String })
    connection.model('Compiled', schema)
    const other = await mongoose.createConnection(server.uri, { dbName: `${server.name}_plugged` }).asPromise()
    other.plugin(triggers(engine))
    const events = heard(engine, '*')
    const missed = heard(engine, 'Compiled')
    await other.model('Compiled', schema).create({ label: 'a' })
    expect([...events, ...missed]).toEqual([])
    await other.model('Fresh', new mongoose.Schema({ label: String })).create({ label: 'a' })
    expect([events, missed]).toEqual([['afterInsert'], []])
    expect(engine.check().map(({ message }) => message)).toContainEqual(expect.stringContaining('Compiled'))
    await other.close()
  })

  test('triggers of a second engine on one collection are an error', () => {
    const schema = new mongoose.Schema({ label: String })
    schema.plugin(triggers(createTriggers()))
    schema.plugin(triggers(createTriggers()))
    expect(() => connection.model('Both', schema)).toThrow(expect.objectContaining({ code: 'PLUGIN_TWICE' }))
  })

  test('two models of one collection are an error, discriminators are not', async () => {
    const engine = createTriggers()
    const schema = (): mongoose.Schema => new mongoose.Schema({ label: String }).plugin(triggers(engine))
    const Base = connection.model('Base', schema(), 'shared')
    expect(() => connection.model('Other', schema(), 'shared')).toThrow(
      expect.objectContaining({ code: 'COLLECTION_SHARED' }),
    )
    const Child = Base.discriminator('Child', new mongoose.Schema({ more: String }))
    const events = heard(engine, 'Child')
    const all = heard(engine, 'Base')
    await Child.create({ label: 'a' })
    await Base.create({ label: 'b' })
    expect([events, all]).toEqual([['afterInsert'], ['afterInsert', 'afterInsert']])
  })

  test('before-triggers of a discriminator alone vet what is written through its base', async () => {
    const engine = createTriggers()
    const Pet = connection.model('Pet', new mongoose.Schema({ label: String, note: String }).plugin(triggers(engine)))
    const Dog = Pet.discriminator('Dog', new mongoose.Schema({ tail: Number }))
    const Cat = Pet.discriminator('Cat', new mongoose.Schema({ tail: Number }))
    const refuse = Trigger.record.reject('no x')
    const condition = { field: 'record.note', operator: 'EQUALS' as const, value: 'x' }
    engine.register('Dog', { name: 'no-x', events: ['beforeUpdate'], condition, actions: [refuse] })
    await Dog.create({ label: 'd' })
    await Cat.create({ label: 'c' })
    await expect(Pet.updateMany({}, { note: 'x' })).rejects.toThrow('no x')
    await expect(Pet.updateOne({ label: 'd' }, { note: 'x' })).rejects.toThrow('no x')
    expect(await Pet.countDocuments({ note: 'x' })).toBe(0)
    await Pet.updateMany({ label: 'c' }, { note: 'x' })
    expect(await Cat.countDocuments({ note: 'x' })).toBe(1)
  })

  test('a trigger that names a field which the model has not is told when the model is there', () => {
    const engine = createTriggers()
    const schema = new mongoose.Schema({ label: String }).plugin(triggers(engine))
    connection.model('Known', schema)
    const definition = {
      name: 'x',
      events: ['afterInsert' as const],
      actions: [],
      condition: { field: 'record.lable', operator: 'EQUALS' as const, value: 1 },
    }
    expect(() => engine.register('Known', definition)).toThrow(/did you mean "record.label"/)
  })

  test('a trigger on a model that is not there yet is a warning of check(), until it is', async () => {
    const engine = createTriggers()
    connection.model('First', new mongoose.Schema({ label: String }).plugin(triggers(engine)))
    const events = heard(engine, 'Second')
    const warnings = (): string[] =>
      engine
        .check()
        .filter(({ code }) => code === 'SCHEMA_MISMATCH')
        .map(({ message }) => message)
    expect(warnings()).toEqual([expect.stringContaining('Second')])
    await connection
      .model('Second', new mongoose.Schema({ label: String }).plugin(triggers(engine)))
      .create({ label: 'a' })
    expect([warnings(), events]).toEqual([[], ['afterInsert']])
  })

  test('insertMany: what triggers set is in the documents when it returns, w: 0 is acknowledged', async () => {
    const engine = createTriggers()
    const schema = new mongoose.Schema({ label: String, note: String }).plugin(triggers(engine))
    const Many = connection.model('Many', schema)
    engine.register('Many', {
      name: 'stamps',
      events: ['beforeInsert', 'beforeUpdate'],
      actions: [Trigger.record.set({ note: 'stamped' })],
    })
    const documents = await Many.insertMany([{ label: 'a' }, { label: 'b' }])
    expect(documents.map(({ note }) => note)).toEqual(['stamped', 'stamped'])
    const result = await Many.updateMany({}, { label: 'c' }, { writeConcern: { w: 0 } })
    expect(result).toMatchObject({ acknowledged: true, modifiedCount: 2 })
  })

  test('a write before the connection is open waits for it, as Mongoose does', async () => {
    const engine = createTriggers()
    const waiting = mongoose.createConnection(server.uri, { dbName: `${server.name}_waiting` })
    const Early = waiting.model('Early', new mongoose.Schema({ label: String }).plugin(triggers(engine)))
    const events = heard(engine, 'Early')
    await Early.create({ label: 'a' })
    await Early.updateOne({ label: 'a' }, { label: 'b' })
    expect(events).toEqual(['afterInsert', 'afterUpdate'])
    await waiting.close()
  })

  test('without(): the write passes untouched', async () => {
    const engine = createTriggers()
    const Quiet = connection.model('Quiet', new mongoose.Schema({ label: String }).plugin(triggers(engine)))
    const events = heard(engine, 'Quiet')
    await engine.without({ reason: 'import' }, () => Quiet.create({ label: 'a' }))
    expect(events).toEqual([])
    expect(await Quiet.countDocuments()).toBe(1)
  })

  test('what is no filter the driver refuses, and nothing is written', async () => {
    const engine = createTriggers()
    const Strict = connection.model('Strict', new mongoose.Schema({ label: String }).plugin(triggers(engine)))
    heard(engine, 'Strict')
    await Strict.create({ label: 'a' })
    const collection = Strict.collection as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
    await expect(async () => collection.deleteMany!(null)).rejects.toThrow()
    await expect(async () => collection.updateMany!(undefined, { $set: { label: 'b' } })).rejects.toThrow()
    await expect(async () => collection.insertMany!('text')).rejects.toThrow()
    expect(await Strict.countDocuments({ label: 'a' })).toBe(1)
  })

  test('hooks of the schema run as before, around the triggers', async () => {
    const engine = createTriggers()
    const order: string[] = []
    const schema = new mongoose.Schema({ label: String, note: String })
    schema.pre('save', () => void order.push('pre save'))
    schema.post('save', (document) => void order.push(`post save ${String((document as { note?: string }).note)}`))
    schema.pre('validate', () => void order.push('validate'))
    schema.plugin(triggers(engine))
    const Hooked = connection.model('Hooked', schema)
    engine.register('Hooked', {
      name: 'alters',
      events: ['beforeInsert'],
      actions: [
        Trigger.custom(({ set }) => {
          order.push('before')
          set({ note: 'by trigger' })
        }),
      ],
    })
    await Hooked.create({ label: 'a' })
    expect(order).toEqual(['validate', 'pre save', 'before', 'post save by trigger'])
  })
})
