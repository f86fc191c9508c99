import { Trigger } from '@triggerkit/core'
import { ExecutionsError, type Port } from '@triggerkit/core/adapter'
import { mongoExecutions } from '@triggerkit/mongoose'
import mongoose from 'mongoose'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './fixture/open-database.ts'
import { openModels } from './fixture/open-models.ts'
import { portOf } from './fixture/port-of.ts'

async function openPort(): Promise<{ connection: mongoose.Connection; port: Port }> {
  const database = await openDatabase()
  const connection = await mongoose.createConnection(database.uri, { dbName: database.name }).asPromise()
  onTestFinished(async () => {
    await connection.close()
    await database.drop()
  })
  return { connection, port: portOf(mongoose, connection) }
}

const withCode = (code: string) => (error: unknown) => ExecutionsError.isInstance(error) && error.code === code

test('R44 where the collection is missing, or of another version, the error says what to do', async () => {
  const { connection, port } = await openPort()
  const log = mongoExecutions().connect(port)
  await expect(log.verify()).rejects.toSatisfy(withCode('EXECUTIONS_MISSING'))
  await expect(log.verify()).rejects.toThrow('triggers.migrate()')
  await Promise.all([log.migrate!(), log.migrate!()])
  await log.verify()
  await connection
    .db!.collection('triggerkit_schema')
    .updateOne({ _id: 'executions' as never }, { $set: { version: 2 } })
  await log.migrate!()
  await expect(log.verify()).rejects.toSatisfy(withCode('EXECUTIONS_OUTDATED'))
})

test('the indexes that a collection of before lacks come with migrate; until then it serves', async () => {
  const { connection, port } = await openPort()
  const log = mongoExecutions().connect(port)
  await log.migrate!()
  const executions = connection.db!.collection('triggerkit_executions')
  for (const name of ['trigger', 'table']) await executions.dropIndex(name)
  await log.verify()
  await Promise.all([log.migrate!(), log.migrate!()])
  const found = (await executions.indexes()).map(({ name, key }) => [name, key])
  expect(found).toEqual(
    expect.arrayContaining([
      ['age', { failed: 1, at: 1 }],
      ['trigger', { trigger: 1, _id: -1 }],
      ['table', { table: 1, _id: -1 }],
    ]),
  )
})

test('of another ORM it says whose log is its own', () => {
  expect(() => mongoExecutions().connect({} as Port)).toThrow(ExecutionsError)
  expect(() => mongoExecutions().connect({} as Port)).toThrow('sqlExecutions()')
})

test('R7 says what was rolled back with a transaction, and what was committed', async () => {
  const open = await openModels({ engine: { executions: { log: mongoExecutions() } } })
  onTestFinished(() => open.close())
  const { engine, connection, Item } = open
  await engine.migrate()
  engine.unregister('Item', 'told')
  const look = Trigger.custom(() => undefined)
  engine.register('Item', { name: 'vet', events: ['beforeInsert'], actions: [{ ...look, name: 'vet' }] })
  const note = { ...look, name: 'note', phase: 'transaction' as const }
  engine.register('Item', { name: 'note', events: ['afterInsert'], actions: [note, { ...look, name: 'late' }] })
  const lines = async (): Promise<string[]> => {
    await engine.drain()
    const { executions } = await engine.executions.list()
    return executions.map(({ action, outcome }) => `${action} ${outcome}`).reverse()
  }
  const undone = connection.withSession((session) =>
    session.withTransaction(async () => {
      await Item.create([{ label: 'a' }], { session })
      throw new Error('no')
    }),
  )
  await expect(undone).rejects.toThrow('no')
  expect(await lines()).toEqual(['vet rolled-back', 'note rolled-back'])
  await connection.withSession((session) =>
    session.withTransaction(async () => void (await Item.create([{ label: 'b' }], { session }))),
  )
  await Item.create({ label: 'c' })
  const once = ['vet completed', 'note completed', 'late completed']
  expect((await lines()).slice(2)).toEqual([...once, ...once])
})
