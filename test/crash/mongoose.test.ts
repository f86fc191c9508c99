import { type MongoServer, startMongoServer } from '@triggerkit/mongo-server'
import { mongoOutbox } from '@triggerkit/mongoose'
import { afterAll } from 'vitest'
import { openMongoose } from './fixture/open-mongoose.ts'
import { runCrashSuite } from './fixture/run-crash-suite.ts'

let server: MongoServer | undefined
afterAll(() => server?.close())

runCrashSuite({
  engine: 'Mongoose',
  place: async () => {
    // What a victim held open ends when the server thinks that it takes too long; a minute would be too long here.
    server = await startMongoServer({ transactionLifetimeMs: 1_000 })
    return { url: server.uri }
  },
  openSide: openMongoose,
  outbox: () => mongoOutbox(),
  victim: {
    entry: new URL('fixture/mongoose-victim.ts', import.meta.url),
    home: new URL('../', import.meta.url),
  },
  seats: 2,
})
