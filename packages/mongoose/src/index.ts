export { MongooseClient } from './port/mongoose-client.ts'
export { type TriggersPlugin, triggers } from './triggers.ts'
