export { type MongoOutboxOptions, mongoOutbox } from './outbox/mongo-outbox.ts'
export { MongooseClient } from './port/mongoose-client.ts'
export { mongoStore } from './store/mongo-store.ts'
export { type TriggersPlugin, triggers } from './triggers.ts'
