import mongoose from 'mongoose'
import { openDatabase } from './database.ts'
import { createSupportTriggers } from './engine.ts'
import { defineModels } from './models.ts'
import { startPager } from './receiver/pager.ts'
import { checkSupport } from './report/check-support.ts'
import { printReport } from './report/print-report.ts'
import { workDay } from './work-day.ts'

const pager = await startPager()
const database = await openDatabase()
const failures: string[] = []
const engine = createSupportTriggers(pager.url, (error, _context, trigger) =>
  failures.push(`${trigger.name}: ${error.message}`),
)
const connection = await mongoose.createConnection(database.uri, { dbName: 'triggerkit_support' }).asPromise()
const models = defineModels(connection, engine)
await Promise.all(Object.values(models).map((model) => model.init()))

const refused = await workDay(connection, models)
await engine.drain()

const checks = await checkSupport(models, { paged: pager.received, refused, failures })
process.exitCode = printReport(checks) ? 0 : 1

await engine.close()
await connection.close()
await database.close()
await pager.close()
