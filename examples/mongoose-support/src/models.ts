import type { Triggers } from '@triggerkit/core'
import { triggers } from '@triggerkit/mongoose'
import { type Connection, type Model, Schema, type Types } from 'mongoose'

export interface Agent {
  _id: Types.ObjectId
  name: string
  /** Kept by triggers. */
  openTickets: number
}

export interface Ticket {
  _id: Types.ObjectId
  subject: string
  status: 'open' | 'waiting' | 'solved'
  priority: 'normal' | 'urgent'
  agent?: Types.ObjectId
  customer: { name: string; plan: 'free' | 'paid' }
  messages: { from: 'customer' | 'agent'; text: string }[]
  /** Stamped by triggers. */
  statusChangedAt?: Date
}

export interface TicketEvent {
  ticket: Types.ObjectId
  operation: string
  changedFields: string[]
  from?: string
  to?: string
}

export interface Models {
  Agent: Model<Agent>
  Ticket: Model<Ticket>
  TicketEvent: Model<TicketEvent>
}

/** The application's models. One line for each schema connects it to the triggers. */
export function defineModels(connection: Connection, engine: Triggers): Models {
  const agent = new Schema<Agent>({ name: { type: String, unique: true }, openTickets: { type: Number, default: 0 } })
  const ticket = new Schema<Ticket>(
    {
      subject: { type: String, required: true },
      status: { type: String, enum: ['open', 'waiting', 'solved'], default: 'open' },
      priority: { type: String, enum: ['normal', 'urgent'], default: 'normal' },
      agent: { type: Schema.Types.ObjectId, ref: 'Agent' },
      customer: { name: String, plan: { type: String, default: 'free' } },
      messages: [new Schema({ from: String, text: String }, { _id: false })],
      statusChangedAt: Date,
    },
    { timestamps: true },
  )
  const event = new Schema<TicketEvent>({
    ticket: Schema.Types.ObjectId,
    operation: String,
    changedFields: [String],
    from: String,
    to: String,
  })
  const plugin = triggers(engine)
  agent.plugin(plugin)
  ticket.plugin(plugin)
  event.plugin(plugin)
  return {
    Agent: connection.model('Agent', agent),
    Ticket: connection.model('Ticket', ticket),
    TicketEvent: connection.model('TicketEvent', event),
  }
}
