import * as mongoose from 'mongoose'
import { expect, test } from 'vitest'
import { runExecutions } from './fixture/run-executions.ts'

test('this is Mongoose 9', () => expect(mongoose.version).toMatch(/^9\./))
runExecutions(mongoose)
