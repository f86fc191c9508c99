import type { DataSource } from 'typeorm'
import type { Receivers } from '../receiver/receivers.ts'
import { type Check, count } from './check.ts'
import { expectedMessages, toLine } from './expected-messages.ts'

const shown = 3

/** Mails and webhooks have arrived word for word, each once, and those about one order in its order. */
export async function checkMessages(database: DataSource, { mail, webhook }: Receivers): Promise<Check[]> {
  const { mails, webhooks } = await expectedMessages(database)
  const receivedMails = mail.received.map(({ to, subject, text, html }) => [to, subject, text, html].join(' | '))
  const receivedWebhooks = webhook.received.map(({ path, body }) => toLine(path, body))
  return [compare('mails', mails, receivedMails), compare('webhooks', webhooks, receivedWebhooks)]
}

function compare(what: string, expectedOfOrders: string[][], received: string[]): Check {
  const expected = expectedOfOrders.flat()
  const missing = without(expected, received)
  const unexpected = without(received, expected)
  const early = expectedOfOrders.flatMap((lines) => overtaking(lines, received))
  return {
    holds: missing.length === 0 && unexpected.length === 0 && early.length === 0 && expected.length > 0,
    statement: `${count(expected.length)} ${what} expected = ${count(received.length)} received, word for word, those of an order in its order`,
    details: [...first(missing, 'missing'), ...first(unexpected, 'unexpected'), ...first(early, 'too early')],
  }
}

/** The lines of one order that came before one that they follow. */
function overtaking(lines: string[], received: string[]): string[] {
  const places = lines.map((line) => received.indexOf(line)).filter((place) => place >= 0)
  return places.filter((place, index) => place < (places[index - 1] ?? 0)).map((place) => received[place]!)
}

/** The first few, which tell enough. */
function first(lines: string[], what: string): string[] {
  const rest = lines.length - shown
  return [...lines.slice(0, shown).map((line) => `${what}: ${line}`), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

/** The lines that are left when each of `taken` has been taken away once. */
function without(lines: string[], taken: string[]): string[] {
  const rest = [...lines]
  for (const line of taken) {
    const index = rest.indexOf(line)
    if (index >= 0) rest.splice(index, 1)
  }
  return rest
}
