import type { DataSource } from 'typeorm'
import type { WebhookReceiver } from '../receiver/webhook-receiver.ts'
import type { Attempts } from './attempts.ts'
import { type Check, count } from './check.ts'
import { expectedMessages } from './expected-messages.ts'

interface JobRow {
  id: string
  handler: string
  state: string
  attempts: number
}

/** What was queued while the receiver was down got there when it was back, and the outbox, the worker and the receiver tell the same of it. */
export async function checkOutage(
  database: DataSource,
  receiver: WebhookReceiver,
  attempts: Attempts,
): Promise<Check[]> {
  const jobs: JobRow[] = await database.query('SELECT id, handler, state, attempts FROM triggerkit_jobs ORDER BY seq')
  return [await checkJobs(database, jobs), checkWebhooks(jobs, receiver, attempts)]
}

/** Each queued action of each order has a Job that is done, and those of an order that was rolled back have none. */
async function checkJobs(database: DataSource, jobs: JobRow[]): Promise<Check> {
  const { mails, webhooks } = await expectedMessages(database)
  // The first mail about an order is sent at once.
  const expected = webhooks.flat().length + mails.flatMap(([_first, ...later]) => later).length
  const left = jobs.filter(({ state }) => state !== 'completed').map(({ handler, state }) => `${handler} ${state}`)
  return {
    holds: jobs.length === expected && left.length === 0 && expected > 0,
    statement: `${count(expected)} queued actions = ${count(jobs.length)} Jobs in the outbox, all completed`,
    details: [...new Set(left)].map((line) => `${count(left.filter((other) => other === line).length)} × ${line}`),
  }
}

function checkWebhooks(jobs: JobRow[], { received, troubles }: WebhookReceiver, attempts: Attempts): Check {
  const sent = jobs.filter(({ handler }) => handler === 'http.post')
  const ids = new Set(received.map(({ id }) => id))
  const arrived = ids.size === sent.length && sent.every(({ id }) => ids.has(id))
  const begun = sent.reduce((sum, job) => sum + job.attempts, 0)
  const [refused, busy, unanswered] = [attempts.of('refused'), attempts.of('busy'), attempts.of('unanswered')]
  const addsUp = begun === refused + busy + unanswered + attempts.of('sent') && attempts.of('sent') === sent.length
  const agrees = busy === troubles.busy && unanswered === troubles.unanswered && troubles.repeated === unanswered
  return {
    holds: arrived && addsUp && agrees && refused > 0 && troubles.forged === 0,
    statement: `${count(sent.length)} webhooks queued while their receiver was down = ${count(ids.size)} it got when it was back, each once`,
    details: [
      `${count(begun)} attempts: ${count(refused)} found nobody there, ${count(busy)} were answered with 503, ` +
        `${count(unanswered)} got no answer, ${count(attempts.of('sent'))} did it`,
      `${count(troubles.repeated)} came again for want of an answer, and was known by its webhook-id`,
    ],
  }
}
