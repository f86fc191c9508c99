import type { Connection } from 'mongoose'
import type { Models, Ticket as TicketFields } from './models.ts'

/** A day at the support desk, in calls that know nothing of triggers. The codes of what was refused. */
export async function workDay(connection: Connection, { Agent, Ticket }: Models): Promise<string[]> {
  const refused: string[] = []
  const refusing = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write()
    } catch (error) {
      refused.push(String((error as { code?: unknown }).code ?? error))
    }
  }
  const [ada, bob] = await Agent.create([{ name: 'Ada' }, { name: 'Bob' }])

  // A document that saves itself, with subdocuments.
  const login = await Ticket.create({ subject: 'Cannot log in', agent: ada!._id, customer: { name: 'Eve' } })
  login.messages.push({ from: 'customer', text: 'It says no' }, { from: 'agent', text: 'What does it say exactly?' })
  login.status = 'waiting'
  await login.save()

  // Many at a time, and by criteria.
  await Ticket.insertMany(
    ['Invoice', 'Refund', 'Address'].map((subject) => ({
      subject,
      agent: bob!._id,
      customer: { name: 'Zoe', plan: 'paid' },
    })),
  )
  await Ticket.updateMany({ agent: bob!._id, subject: { $ne: 'Refund' } }, { status: 'solved' })

  // Three messages without an answer: the third makes it urgent.
  for (const text of ['Hello?', 'Anybody?', 'HELLO!'])
    await Ticket.updateOne({ subject: 'Refund' }, { $push: { messages: { from: 'customer', text } } })
  await Ticket.findOneAndUpdate({ subject: 'Refund' }, { $push: { messages: { from: 'agent', text: 'On it' } } })

  // What is solved is left alone, in the middle of a bulk write too, which then leaves nothing.
  await refusing(() =>
    Ticket.bulkWrite(
      [
        { updateOne: { filter: { subject: 'Refund' }, update: { $set: { subject: 'Refunds' } } } },
        { updateOne: { filter: { subject: 'Invoice' }, update: { $set: { subject: 'Invoices' } } } },
        {
          insertOne: {
            document: {
              subject: 'Never there',
              agent: ada!._id,
              customer: { name: 'Sam' },
            } as Partial<TicketFields> as TicketFields,
          },
        },
      ],
      { ordered: false },
    ),
  )

  // An upsert, a move from one agent to another, and an answer to an array's item.
  await Ticket.updateOne(
    { subject: 'Outage' },
    { priority: 'urgent', agent: ada!._id, 'customer.name': 'Ops' },
    { upsert: true },
  )
  await Ticket.updateOne(
    { subject: 'Cannot log in', 'messages.from': 'agent' },
    { $set: { 'messages.$.text': 'Which browser?', agent: bob!._id } },
  )

  // A transaction that fails: nobody is paged, nothing is counted.
  await refusing(() =>
    connection.transaction(async (session) => {
      await Ticket.create(
        [{ subject: 'False alarm', priority: 'urgent', agent: ada!._id, customer: { name: 'Max' } }],
        { session },
      )
      await Ticket.deleteMany({ agent: bob!._id }, { session })
      throw Object.assign(new Error('changed our mind'), { code: 'CHANGED_OUR_MIND' })
    }),
  )

  await Ticket.deleteOne({ subject: 'Address' })
  return refused
}
