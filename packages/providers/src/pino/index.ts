export { type PinoLike, type PinoLoggerOptions, pinoLogger } from './pino-logger.ts'
