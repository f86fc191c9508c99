import type { Attributes } from './flattened.ts'

/** What of `@opentelemetry/api` is used: `import * as api from '@opentelemetry/api'`. */
export interface OpenTelemetryApiLike {
  readonly trace: {
    getTracerProvider(): TracerProviderLike
    getTracer(name: string, version?: string): TracerLike
    setSpan(context: ContextLike, span: SpanLike): ContextLike
    getSpanContext(context: ContextLike): SpanContextLike | undefined
    isSpanContextValid(spanContext: SpanContextLike): boolean
  }
  readonly context: {
    active(): ContextLike
    with<T>(context: ContextLike, work: () => T): T
  }
  readonly propagation: {
    inject(context: ContextLike, carrier: Record<string, string>): void
    extract(context: ContextLike, carrier: Record<string, string>): ContextLike
  }
  readonly metrics: { getMeterProvider(): MeterProviderLike }
  readonly ROOT_CONTEXT: ContextLike
  /** What the API has where no SDK is registered: the same one always. */
  createNoopMeter(): MeterLike
  readonly ProxyTracerProvider: new () => TracerProviderLike
}

export interface TracerProviderLike {
  getTracer(name: string): TracerLike
  /** Of a proxy: the SDK's, or what stands in for one. */
  getDelegate?(): object
}

/** Immutable, and opaque here. */
export type ContextLike = object

export interface SpanContextLike {
  traceId: string
  spanId: string
  traceFlags: number
}

export interface TracerLike {
  startSpan(name: string, options?: SpanOptionsLike, context?: ContextLike): SpanLike
}

export interface SpanOptionsLike {
  /** A number of `SpanKind`. */
  kind?: number
  attributes?: Attributes
  links?: { context: SpanContextLike }[]
}

export interface SpanLike {
  spanContext(): SpanContextLike
  setAttributes(attributes: Attributes): unknown
  setStatus(status: { code: number; message?: string }): unknown
  recordException(exception: { code?: string; name: string; message?: string; stack?: string }): void
  end(): void
}

export interface MeterProviderLike {
  getMeter(name: string, version?: string): MeterLike
}

export interface MeterLike {
  createCounter(name: string, options?: MetricOptionsLike): { add(value: number, attributes?: Attributes): void }
  createHistogram(name: string, options?: MetricOptionsLike): { record(value: number, attributes?: Attributes): void }
  createObservableGauge(name: string, options?: MetricOptionsLike): GaugeLike
  addBatchObservableCallback(callback: BatchCallbackLike, observables: GaugeLike[]): void
  removeBatchObservableCallback(callback: BatchCallbackLike, observables: GaugeLike[]): void
}

export interface MetricOptionsLike {
  description?: string
  unit?: string
  advice?: { explicitBucketBoundaries?: number[] }
}

/** Opaque here. */
export type GaugeLike = object

export type BatchCallbackLike = (result: {
  observe(gauge: GaugeLike, value: number, attributes?: Attributes): void
}) => void | Promise<void>
