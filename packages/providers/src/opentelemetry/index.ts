export type { Attribute, Attributes } from './flattened.ts'
export {
  type OpenTelemetryLike,
  type OpenTelemetryLoggerOptions,
  type OpenTelemetryRecord,
  openTelemetryLogger,
} from './open-telemetry-logger.ts'
