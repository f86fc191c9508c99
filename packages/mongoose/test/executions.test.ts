import { ExecutionsError, type Port } from '@triggerkit/core/adapter'
import { mongoExecutions } from '@triggerkit/mongoose'
import mongoose from 'mongoose'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './fixture/open-database.ts'
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

test('of another ORM it says whose log is its own', () => {
  expect(() => mongoExecutions().connect({} as Port)).toThrow(ExecutionsError)
  expect(() => mongoExecutions().connect({} as Port)).toThrow('sqlExecutions()')
})
