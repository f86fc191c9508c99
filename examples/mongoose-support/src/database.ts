import { startMongoServer } from '@triggerkit/mongo-server'
import mongoose from 'mongoose'

export interface Database {
  uri: string
  close(): Promise<void>
}

/** The replica set that MONGODB_URI names; without one, the small server that this repository tests on. */
export async function openDatabase(): Promise<Database> {
  const uri = process.env.MONGODB_URI
  if (uri !== undefined) {
    const connection = await mongoose.createConnection(uri, { dbName: 'triggerkit_support' }).asPromise()
    await connection.dropDatabase()
    await connection.close()
    return { uri, close: async () => undefined }
  }
  const server = await startMongoServer()
  return { uri: server.uri, close: () => server.close() }
}
