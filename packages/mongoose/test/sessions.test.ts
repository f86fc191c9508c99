import { Trigger } from '@triggerkit/core'
import { triggers } from '@triggerkit/mongoose'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { model } from './fixture/mongoose-client.ts'
import { type OpenModels, openModels } from './fixture/open-models.ts'

describe('sessions', () => {
  let open: OpenModels
  const events = (): string[] => open.told.map(({ event, label }) => `${event} ${String(label)}`)
  const labels = async (): Promise<string[]> =>
    (await open.Item.find().sort({ label: 1 })).map(({ label }: { label: string }) => label)

  beforeAll(async () => {
    open = await openModels()
  })
  afterAll(() => open.close())
  beforeEach(async () => {
    await open.Item.deleteMany({})
    open.told.length = 0
    open.errors.length = 0
  })

  test('R5 withTransaction: fires when it has committed', async () => {
    await open.connection.withSession((session) =>
      session.withTransaction(async () => {
        await open.Item.create([{ label: 'a' }], { session })
        expect(events()).toEqual([])
      }),
    )
    expect(events()).toEqual(['afterInsert a'])
  })

  test('R5 connection.transaction: the documents too are as Mongoose leaves them', async () => {
    const document = new open.Item({ label: 'a' })
    await open.connection.transaction((session) => document.save({ session }))
    expect(events()).toEqual(['afterInsert a'])
    expect(document.isNew).toBe(false)
    await expect(
      open.connection.transaction(async (session) => {
        document.label = 'b'
        await document.save({ session })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(document.isModified('label')).toBe(true)
    expect(await labels()).toEqual(['a'])
    expect(events()).toEqual(['afterInsert a'])
  })

  test('R5 start, commit and abort by hand, one session after the other', async () => {
    const session = await open.connection.startSession()
    session.startTransaction()
    await open.Item.create([{ label: 'gone' }], { session })
    await session.abortTransaction()
    session.startTransaction()
    await open.Item.create([{ label: 'kept' }], { session })
    await open.Item.updateOne({ label: 'kept' }, { stock: 5 }, { session })
    await session.commitTransaction()
    session.startTransaction()
    await open.Item.create([{ label: 'open' }], { session })
    await session.endSession()
    expect(await labels()).toEqual(['kept'])
    expect(events()).toEqual(['afterInsert kept'])
  })

  test('R3 a transaction that runs again after a conflict acts once', async () => {
    await open.Item.create({ label: 'a', stock: 1 })
    open.told.length = 0
    let runs = 0
    await open.connection.withSession((session) =>
      session.withTransaction(async () => {
        runs++
        await open.Item.create([{ label: `run ${runs}` }], { session })
        if (runs === 1) await open.connection.db!.collection('items').updateOne({ label: 'a' }, { $set: { stock: 50 } })
        await open.Item.updateOne({ label: 'a' }, { $inc: { stock: 1 } }, { session })
      }),
    )
    expect(runs).toBe(2)
    expect(events()).toEqual(['afterInsert run 2', 'afterUpdate a'])
    expect((await open.Item.findOne({ label: 'a' })).stock).toBe(51)
  })

  test('R3 a Write in a transaction of ours runs again after a conflict, and acts once', async () => {
    await open.Item.create({ label: 'a', stock: 1 })
    open.told.length = 0
    let looks = 0
    open.engine.register('Item', {
      name: 'interferes',
      events: ['beforeUpdate'],
      actions: [
        Trigger.custom(async () => {
          if (++looks === 1)
            await open.connection.db!.collection('items').updateOne({ label: 'a' }, { $set: { stock: 10 } })
        }),
      ],
    })
    await open.Item.updateOne({ label: 'a' }, { $inc: { stock: 1 } })
    open.engine.unregister('Item', 'interferes')
    expect(looks).toBe(2)
    expect((await open.Item.findOne({ label: 'a' })).stock).toBe(11)
    expect(events()).toEqual(['afterUpdate a'])
  })

  test('R3 a commit whose outcome is not known is sent again, and what it did fires once', async () => {
    await open.connection.db!.admin().command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['commitTransaction'], errorCode: 64, errorLabels: ['UnknownTransactionCommitResult'] },
    })
    await open.connection.withSession((session) =>
      session.withTransaction(() => open.Item.create([{ label: 'a' }], { session })),
    )
    expect(events()).toEqual(['afterInsert a'])
  })

  test('R4 a Write that failed half done leaves its transaction to be rolled back', async () => {
    open.engine.register('Item', {
      name: 'fails',
      events: ['afterInsert'],
      condition: { field: 'record.label', operator: 'EQUALS', value: 'bad' },
      actions: [{ ...Trigger.custom(() => Promise.reject(new Error('no'))), phase: 'transaction' }],
    })
    const session = await open.connection.startSession()
    session.startTransaction()
    await open.Item.create([{ label: 'a' }], { session })
    await expect(open.Item.create([{ label: 'bad' }], { session })).rejects.toThrow('no')
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 'ROLLBACK_ONLY' })
    await session.endSession()
    open.engine.unregister('Item', 'fails')
    expect(await labels()).toEqual([])
    expect(events()).toEqual([])
  })

  test('R4 record.reject before anything is written leaves the rest of the transaction', async () => {
    open.engine.register('Item', {
      name: 'rejects',
      events: ['beforeInsert'],
      condition: { field: 'record.label', operator: 'EQUALS', value: 'bad' },
      actions: [{ type: 'record.reject', message: 'not this one' }],
    })
    await open.connection.withSession((session) =>
      session.withTransaction(async () => {
        await open.Item.create([{ label: 'a' }], { session })
        await expect(open.Item.create([{ label: 'bad' }], { session })).rejects.toThrow('not this one')
      }),
    )
    open.engine.unregister('Item', 'rejects')
    expect(await labels()).toEqual(['a'])
  })

  test('R1 a write in a session that has ended is an error', async () => {
    const session = await open.connection.startSession()
    session.startTransaction()
    await open.Item.create([{ label: 'a' }], { session })
    await session.commitTransaction()
    await session.endSession()
    open.told.length = 0
    await expect(open.Item.updateOne({ label: 'a' }, { stock: 1 }, { session })).rejects.toThrow(/expired|ended/)
    expect(events()).toEqual([])
  })

  test('R6 database actions after the commit leave the session to its owner', async () => {
    const markers = open.connection.db!.collection('markers')
    await markers.deleteMany({})
    const insert = { ...Trigger.database.insert('Marker', { label: '{{record.label}}' }), phase: 'commit' as const }
    open.engine.register('Item', { name: 'marks', events: ['afterInsert'], actions: [insert] })
    const sessions: unknown[] = []
    const listen = ({ command }: { command: Record<string, unknown> }): void => {
      if (command.insert === 'markers') sessions.push((command.lsid as { id: unknown }).id)
    }
    const session = await open.connection.startSession()
    open.connection.getClient().on('commandStarted', listen)
    for (const label of ['a', 'b']) await session.withTransaction(() => open.Item.create([{ label }], { session }))
    open.connection.getClient().off('commandStarted', listen)
    open.engine.unregister('Item', 'marks')
    expect((await markers.find().toArray()).map(({ label }) => label)).toEqual(['a', 'b'])
    expect(sessions).toHaveLength(2)
    expect(sessions.map(String)).not.toContain(String((session.id as { id: unknown }).id))
    expect(open.errors).toEqual([])
    await session.endSession()
  })

  test('R9 what triggers read is read where the write goes', async () => {
    const { connection } = open
    const schema = new mongoose.Schema({ label: String, kind: String }, { read: 'secondary', discriminatorKey: 'kind' })
    const Far = connection.model('Far', schema.plugin(triggers(open.engine)))
    Far.discriminator('Farther', new mongoose.Schema({ more: String }))
    for (const name of ['Far', 'Farther'])
      open.engine.register(name, { name: 'vets', events: ['beforeUpdate'], actions: [Trigger.custom(() => undefined)] })
    await Far.create({ label: 'a' })
    const reads: { name: string; mode: string | undefined }[] = []
    const listen = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }): void => {
      const preference = command.$readPreference as { mode: string } | undefined
      if (['find', 'aggregate'].includes(commandName)) reads.push({ name: commandName, mode: preference?.mode })
    }
    connection.getClient().on('commandStarted', listen)
    await Far.updateOne({ label: 'a' }, [{ $set: { label: 'b' } }], { updatePipeline: true })
    connection.getClient().off('commandStarted', listen)
    expect(reads.map(({ name }) => name)).toEqual(['find', 'find', 'aggregate'])
    expect(reads.filter(({ mode }) => mode !== undefined && mode !== 'primary')).toEqual([])
  })

  test('R5 as many Writes at a time as the pool has connections, each with an action that queries', async () => {
    open.engine.register('Item', {
      name: 'queries',
      events: ['afterInsert'],
      actions: [{ ...Trigger.custom(() => open.Item.countDocuments()), phase: 'commit' }],
    })
    await Promise.all(Array.from({ length: 150 }, (_, index) => open.Item.create({ label: `row ${index}` })))
    open.engine.unregister('Item', 'queries')
    expect(events().length).toBe(150)
    expect(open.errors).toEqual([])
  })
})

describe('transactionAsyncLocalStorage', () => {
  test('R1 R6 the session is taken from around the write, and an action after the commit is outside', async () => {
    const module = new mongoose.Mongoose()
    module.set('transactionAsyncLocalStorage', true)
    const { engine, connection, Item, told, errors, close } = await openModels({ module: module as never })
    engine.register('Item', {
      name: 'audit',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.custom(() => model({ connection }, 'Marker').create({ label: 'inside' })), phase: 'transaction' },
        { ...Trigger.custom(() => model({ connection }, 'Marker').create({ label: 'after' })), phase: 'commit' },
      ],
    })
    await connection.transaction(async () => {
      await Item.create({ label: 'a' })
      expect(told).toEqual([])
    })
    expect(told).toEqual([{ event: 'afterInsert', label: 'a' }])
    await expect(
      connection.transaction(async () => {
        await Item.create({ label: 'b' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    // In a transaction of ours as well.
    await Item.create({ label: 'c' })
    const markers = await model({ connection }, 'Marker').find().sort({ _id: 1 })
    expect(markers.map(({ label }: { label: string }) => label)).toEqual(['inside', 'after', 'inside', 'after'])
    expect(errors).toEqual([])
    await close()
  })
})
