import { context, metrics, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { AggregationTemporality, type DataPoint, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'

/** Collects when it is asked to. */
class ManualReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE })
  }
  protected onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
  protected onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/** OpenTelemetry's own SDK, global as an application has it, with what it exports in memory. */
export class Telemetry {
  #exporter = new InMemorySpanExporter()
  #reader = new ManualReader()

  /** With nothing of what came before. */
  start(): void {
    this.#exporter = new InMemorySpanExporter()
    this.#reader = new ManualReader()
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    const spanProcessors = [new SimpleSpanProcessor(this.#exporter)]
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }))
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [this.#reader] }))
  }

  /** The API is without an SDK again. */
  stop(): void {
    for (const api of [context, propagation, trace, metrics]) api.disable()
  }

  get spans(): ReadableSpan[] {
    return this.#exporter.getFinishedSpans()
  }

  reset(): void {
    this.#exporter.reset()
  }

  /** The spans of a trace, each two spaces further in than its parent, in the order in which they began: `triggerkit.action mail (completed)`. */
  tree(traceId: string): string {
    const all = this.spans
      .filter((span) => span.spanContext().traceId === traceId)
      .sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
    const known = new Set(all.map((span) => span.spanContext().spanId))
    const below = (parent: string | undefined, depth: number): string[] =>
      all
        .filter(({ parentSpanContext }) => {
          const id = parentSpanContext?.spanId
          return parent === undefined ? id === undefined || !known.has(id) : id === parent
        })
        .flatMap((span) => [`${'  '.repeat(depth)}${lineOf(span)}`, ...below(span.spanContext().spanId, depth + 1)])
    return below(undefined, 0).join('\n')
  }

  /** The data points of a metric, as they are now. */
  async pointsOf<T = number>(name: string): Promise<DataPoint<T>[]> {
    const { resourceMetrics, errors } = await this.#reader.collect()
    if (errors.length > 0) throw errors[0]
    const found = resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .filter(({ descriptor }) => descriptor.name === name)
    return found.flatMap((metric) => metric.dataPoints as DataPoint<T>[])
  }
}

function lineOf({ name, attributes }: ReadableSpan): string {
  const subject = [
    attributes['triggerkit.action.name'] ?? attributes['triggerkit.trigger.name'] ?? attributes['db.operation.name'],
    attributes['triggerkit.phase'] ?? attributes['db.collection.name'],
  ]
  const outcome = attributes['triggerkit.outcome']
  return [name, ...subject.filter(Boolean), ...(outcome === undefined ? [] : [`(${String(outcome)})`])].join(' ')
}
