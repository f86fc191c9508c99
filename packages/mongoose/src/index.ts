export { type MongoOutboxOptions, mongoOutbox } from './outbox/mongo-outbox.ts'
export { MongooseClient } from './port/mongoose-client.ts'
export { type TriggersPlugin, triggers } from './triggers.ts'
