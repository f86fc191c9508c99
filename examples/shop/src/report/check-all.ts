import type { DataSource } from 'typeorm'
import type { MovieEdits } from '../movie/edit-movies.ts'
import type { OrderLife } from '../order/live-orders.ts'
import type { Receivers } from '../receiver/receivers.ts'
import type { Attempts } from './attempts.ts'
import type { Check } from './check.ts'
import { checkAudit } from './check-audit.ts'
import { checkGenres } from './check-genres.ts'
import { checkImport } from './check-import.ts'
import { checkMessages } from './check-messages.ts'
import { checkOutage } from './check-outage.ts'
import { checkStock } from './check-stock.ts'
import type { Failures } from './failures.ts'

export interface DemoRun {
  database: DataSource
  receivers: Receivers
  failures: Failures
  attempts: Attempts
  /** Rows in the catalogue. */
  read: number
  edits: MovieEdits
  orders: OrderLife
}

export async function checkAll(run: DemoRun): Promise<Check[]> {
  const { database, receivers, failures, attempts, read, edits, orders } = run
  return [
    ...(await checkImport(database, read)),
    await checkAudit(database),
    await checkGenres(database),
    { holds: edits.slipRefused, statement: 'a rating of 92 out of 10 was refused' },
    { holds: orders.greedyRefused, statement: 'an order for more than the stock was refused' },
    { holds: orders.raceRefused, statement: 'of two orders for the last copies only the first was confirmed' },
    await checkStock(database),
    ...(await checkMessages(database, receivers)),
    ...(await checkOutage(database, receivers.webhook, attempts)),
    ...receiversDown(receivers),
    failures.toCheck(),
  ]
}

function receiversDown({ mail, webhook }: Receivers): Check[] {
  const down = [
    ...(mail.running ? [] : [`the mail server at ${mail.url} is down`]),
    ...(webhook.running ? [] : [`the webhook server at ${webhook.url} is down`]),
  ]
  return down.map((statement) => ({ holds: false, statement }))
}
