export type { Attribute, Attributes } from './flattened.ts'
export { openTelemetry } from './open-telemetry.ts'
export type { OpenTelemetryApiLike } from './open-telemetry-api-like.ts'
export {
  type OpenTelemetryLike,
  type OpenTelemetryLoggerOptions,
  type OpenTelemetryRecord,
  openTelemetryLogger,
} from './open-telemetry-logger.ts'
export type { OpenTelemetryOptions } from './open-telemetry-options.ts'
