export { type MongoServer, type MongoServerOptions, startMongoServer } from './start-mongo-server.ts'
