import * as mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { runStore } from './fixture/run-store.ts'

test('this is Mongoose 9', () => expect(mongoose.version).toMatch(/^9\./))
runStore(mongoose)
