import type { Triggers } from '@triggerkit/core'
import { type InferSchemaType, type Model, Mongoose, Schema } from 'mongoose'
import { expectTypeOf, test } from 'vitest'
import { type MongooseClient, triggers } from './index.ts'

declare const engine: Triggers
declare const client: MongooseClient

interface Ticket {
  subject: string
  tags: string[]
}

interface TicketMethods {
  close(): Promise<void>
}

test('a schema keeps its types', () => {
  const inferred = new Schema({ subject: String, tags: [String] }, { timestamps: true })
  expectTypeOf(inferred.plugin(triggers(engine))).toEqualTypeOf(inferred)
  expectTypeOf<InferSchemaType<typeof inferred>['subject']>().toEqualTypeOf<string | null | undefined>()

  const declared = new Schema<Ticket, Model<Ticket, object, TicketMethods>, TicketMethods>({ subject: String })
  declared.plugin(triggers(engine))
  declared.plugin(triggers())
})

test('the plugin is one for all schemas, too', () => {
  new Mongoose().plugin(triggers(engine))
})

test('context.db of a function: models, and the session of its transaction', () => {
  expectTypeOf(client.session).toEqualTypeOf<import('mongoose').ClientSession | undefined>()
  expectTypeOf(client.model('Ticket')).toExtend<Model<unknown>>()
})
