import type { MeterProviderLike, OpenTelemetryApiLike, TracerProviderLike } from './open-telemetry-api-like.ts'

/** Whether an SDK is registered behind the API: without one nothing is to be done, and it may come at any time. */
export class SdkPresence {
  readonly #api: OpenTelemetryApiLike
  readonly #noTracer: object | undefined
  #meterProvider: MeterProviderLike | undefined
  #measures = false

  constructor(api: OpenTelemetryApiLike) {
    this.#api = api
    this.#noTracer = delegateOf(new api.ProxyTracerProvider())
  }

  get traces(): boolean {
    return delegateOf(this.#api.trace.getTracerProvider()) !== this.#noTracer
  }

  get measures(): boolean {
    const provider = this.#api.metrics.getMeterProvider()
    if (provider === this.#meterProvider) return this.#measures
    this.#meterProvider = provider
    this.#measures = provider.getMeter('triggerkit') !== this.#api.createNoopMeter()
    return this.#measures
  }
}

function delegateOf(provider: TracerProviderLike): object {
  return provider.getDelegate?.() ?? provider
}
