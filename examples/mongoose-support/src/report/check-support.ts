import type { Models } from '../models.ts'

/** One statement of the report. */
export interface Check {
  holds: boolean
  statement: string
  details: string[]
}

export interface Told {
  paged: { subject: string; customer: string }[]
  refused: string[]
  failures: string[]
}

/** What must hold after the day, read back from the database and the pager. */
export async function checkSupport(
  { Agent, Ticket, TicketEvent }: Models,
  { paged, refused, failures }: Told,
): Promise<Check[]> {
  const tickets = await Ticket.find().sort({ _id: 1 }).lean()
  const counts = await Agent.find().sort({ name: 1 }).lean()
  const open = (agent: unknown): number =>
    tickets.filter((ticket) => String(ticket.agent) === String(agent) && ticket.status !== 'solved').length
  const events = await TicketEvent.find().sort({ _id: 1 }).lean()
  const last = (ticket: unknown): string | undefined =>
    events.filter((event) => String(event.ticket) === String(ticket)).at(-1)?.to
  return [
    same(
      "agents' counts are what their tickets come to",
      counts.map(({ name, openTickets }) => `${name} ${openTickets}`),
      counts.map(({ name, _id }) => `${name} ${open(_id)}`),
    ),
    same(
      'every status was stamped',
      tickets.filter(({ statusChangedAt }) => statusChangedAt instanceof Date).map(({ subject }) => subject),
      tickets.map(({ subject }) => subject),
    ),
    same(
      'the timeline of each ticket ends with its status',
      tickets.map(({ _id }) => String(last(_id))),
      tickets.map(({ status }) => status),
    ),
    same(
      'the timeline names what changed, by dotted path, of every change once',
      events.map(
        ({ operation, changedFields }) =>
          `${operation} ${changedFields
            .filter((name) => name !== 'updatedAt')
            .sort()
            .join()}`,
      ),
      expectedEvents,
    ),
    same(
      'urgent tickets paged somebody, each once',
      paged.map(({ subject, customer }) => `${subject} (${customer})`),
      ['Refund (Zoe)', 'Outage (Ops)'],
    ),
    same('writes were refused as they should be', refused, ['SOLVED', 'CHANGED_OUR_MIND']),
    same(
      'of what was refused or rolled back nothing stays',
      [String(await Ticket.countDocuments({ subject: { $in: ['Never there', 'Refunds', 'False alarm'] } }))],
      ['0'],
    ),
    same('no action failed', failures, []),
  ]
}

const inserted = '__v,_id,agent,createdAt,customer.name,customer.plan,messages,priority,status,statusChangedAt,subject'
const expectedEvents = [
  `insert ${inserted}`,
  'update __v,messages,status,statusChangedAt',
  ...Array.from({ length: 3 }, () => `insert ${inserted}`),
  ...Array.from({ length: 2 }, () => 'update status,statusChangedAt'),
  'update messages',
  'update messages',
  'update messages,priority',
  'update messages',
  `insert ${inserted}`,
  'update agent,messages',
  'delete ',
]

function same(what: string, found: string[], expected: string[]): Check {
  const holds = JSON.stringify(found) === JSON.stringify(expected)
  const details = holds ? [] : [`found:    ${JSON.stringify(found)}`, `expected: ${JSON.stringify(expected)}`]
  return { holds, statement: `${what} (${expected.length})`, details }
}
