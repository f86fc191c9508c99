import { createWorker } from '@triggerkit/core'
import { openDatabase } from './database.ts'
import { createShopTriggers } from './engine.ts'
import { readCatalogue } from './movie/catalogue.ts'
import { editMovies } from './movie/edit-movies.ts'
import { importMovies } from './movie/import-movies.ts'
import { readOptions } from './options.ts'
import { liveThroughOutage } from './order/live-through-outage.ts'
import { startReceivers } from './receiver/receivers.ts'
import { Attempts } from './report/attempts.ts'
import { checkAll } from './report/check-all.ts'
import { Failures } from './report/failures.ts'
import { printReport } from './report/print-report.ts'
import { progressBar } from './report/progress-bar.ts'
import { installWitness } from './report/witness.ts'

const receivers = await startReceivers(readOptions(process.argv.slice(2)))
const failures = new Failures()
const { mail, webhook } = receivers
const engine = await createShopTriggers({
  mail: mail.url,
  services: webhook.url,
  secret: webhook.secret,
  onError: failures.hear,
})
const database = await openDatabase(engine)
await engine.outbox.migrate()
await installWitness(database)

const catalogue = await readCatalogue()
await importMovies(database, catalogue, progressBar('Importing films', catalogue.length))
const edits = await editMovies(database)

const worker = createWorker(engine, { pollMs: 50 })
const attempts = new Attempts(worker)
await worker.start()
const orders = await liveThroughOutage({ engine, database, worker, webhook })
await worker.stop()
await engine.drain()

const read = catalogue.length
const checks = await checkAll({ database, receivers, failures, attempts, read, edits, orders })
process.exitCode = printReport(checks) ? 0 : 1

await engine.close()
await database.destroy()
await receivers.close()
