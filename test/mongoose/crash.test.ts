import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type MongoServer, startMongoServer } from '@triggerkit/mongo-server'
import mongoose, { type Connection } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const tsx = createRequire(import.meta.url).resolve('tsx/cli')
const writer = fileURLToPath(new URL('fixture/crashing-writer.ts', import.meta.url))

let server: MongoServer | undefined
let uri = process.env.MONGODB_URI
const opened: Connection[] = []

beforeAll(async () => {
  if (uri !== undefined) return
  server = await startMongoServer()
  uri = server.uri
})
// The transaction of a writer that was killed holds its database until the server ends it, after a minute.
afterAll(async () => {
  for (const connection of opened) {
    if (server === undefined) await connection.dropDatabase()
    await connection.close()
  }
  await server?.close()
}, 120_000)

/** A writer that is killed where it hurts most, in a database of its own: what it wrote and what its triggers wrote are both there, or neither. */
async function crashAt(point: 'transaction' | 'commit'): Promise<{ balances: number[]; audits: number }> {
  const name = `triggerkit_crash_${process.pid}_${point}`
  const connection = await mongoose.createConnection(uri!, { dbName: name }).asPromise()
  opened.push(connection)
  const accounts = connection.db!.collection('accounts')
  await accounts.insertMany(['a', 'b', 'c'].map((owner) => ({ owner, balance: 1 })))
  const child = spawn(process.execPath, [tsx, '--tsconfig', `${root}tsconfig.json`, writer, uri!, name, point])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(child, 'close')
  expect(output).toBe('')
  return {
    balances: (await accounts.find().toArray()).map(({ balance }) => balance as number),
    audits: await connection.db!.collection('audits').countDocuments(),
  }
}

test('kill -9 when all is written and nothing committed: nothing is there', { timeout: 60_000 }, async () => {
  expect(await crashAt('transaction')).toEqual({ balances: [1, 1, 1], audits: 0 })
})

test('kill -9 just after the commit: both are there', { timeout: 60_000 }, async () => {
  expect(await crashAt('commit')).toEqual({ balances: [101, 101, 101], audits: 3 })
})
