import { openDatabase } from './database.ts'
import { createShopTriggers } from './engine.ts'
import { readCatalogue } from './movie/catalogue.ts'
import { editMovies } from './movie/edit-movies.ts'
import { importMovies } from './movie/import-movies.ts'
import { readOptions } from './options.ts'
import { liveOrders } from './order/live-orders.ts'
import { startReceivers } from './receiver/receivers.ts'
import { checkAll } from './report/check-all.ts'
import { Failures } from './report/failures.ts'
import { printReport } from './report/print-report.ts'
import { progressBar } from './report/progress-bar.ts'
import { installWitness } from './report/witness.ts'

const receivers = await startReceivers(readOptions(process.argv.slice(2)))
const failures = new Failures()
const engine = await createShopTriggers(receivers.mail.url, receivers.webhook.url, failures.hear)
const database = await openDatabase(engine)
await installWitness(database)

const catalogue = await readCatalogue()
await importMovies(database, catalogue, progressBar('Importing films', catalogue.length))
const edits = await editMovies(database)
const orders = await liveOrders(database)
await engine.drain()

const checks = await checkAll({ database, receivers, failures, read: catalogue.length, edits, orders })
process.exitCode = printReport(checks) ? 0 : 1

await engine.close()
await database.destroy()
await receivers.close()
