import * as mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { runOutbox } from './fixture/run-outbox.ts'

test('this is Mongoose 9', () => expect(mongoose.version).toMatch(/^9\./))
runOutbox(mongoose)
