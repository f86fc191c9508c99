// @ts-expect-error Its types declare a module named "mongoose"; those of version 9 stand for them.
import * as mongoose8 from 'mongoose-8'
import { expect, test } from 'vitest'
import type { MongooseModule } from './fixture/models.ts'
import { runExecutions } from './fixture/run-executions.ts'

const mongoose = mongoose8 as MongooseModule

test('this is Mongoose 8', () => expect(mongoose.version).toMatch(/^8\./))
runExecutions(mongoose)
