import * as mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { runConformance } from './fixture/run-conformance.ts'

test('this is Mongoose 9', () => expect(mongoose.version).toMatch(/^9\./))
runConformance(mongoose)
