import { type Carried, type Observation, type ObservedEnd, WriteRejectedError } from '@triggerkit/core'
import type { Attributes } from './flattened.ts'
import type {
  ContextLike,
  OpenTelemetryApiLike,
  SpanLike,
  SpanOptionsLike,
  TracerLike,
} from './open-telemetry-api-like.ts'
import type { OpenTelemetryOptions } from './open-telemetry-options.ts'

/** Numbers of `SpanKind`. */
export const spanKind = { internal: 0, producer: 3, consumer: 4 } as const
/** Of `SpanStatusCode`. */
const failed = 2

/** How an observation ends, whatever it is of. */
export interface SpanEnd extends ObservedEnd {
  readonly outcome?: string
  /** Of a Write. */
  readonly rows?: number
}

/** Makes spans of what an observer is told, and hands their context on to Jobs. */
export class Spans {
  readonly #api: OpenTelemetryApiLike
  readonly #options: Required<OpenTelemetryOptions>
  readonly #tracer: TracerLike

  constructor(api: OpenTelemetryApiLike, options: Required<OpenTelemetryOptions>) {
    this.#api = api
    this.#options = options
    // The global tracer finds the SDK whenever that is registered.
    this.#tracer = api.trace.getTracer('triggerkit')
  }

  /** A span below the one that is active. Undefined where no SDK is there: nothing is entered then. */
  begin(name: string, options: SpanOptionsLike): Observation<SpanEnd> | undefined {
    return this.#begin(name, options, this.#api.context.active())
  }

  /** A span of a Job, in the trace of its maker or linked to it, whatever is active in the worker. */
  beginJob(name: string, options: SpanOptionsLike, carried: Carried): Observation<SpanEnd> | undefined {
    const { propagation, trace, ROOT_CONTEXT } = this.#api
    const origin = propagation.extract(ROOT_CONTEXT, { ...carried })
    if (this.#options.jobs === 'parent') return this.#begin(name, options, origin)
    const maker = trace.getSpanContext(origin)
    const links = maker !== undefined && trace.isSpanContextValid(maker) ? [{ context: maker }] : []
    return this.#begin(name, { ...options, links }, ROOT_CONTEXT)
  }

  /** What a Job carries: the headers of the propagator, `traceparent` as a rule. */
  carry(): Carried {
    const { propagation, context } = this.#api
    const carrier: Record<string, string> = {}
    propagation.inject(context.active(), carrier)
    return carrier
  }

  #begin(name: string, options: SpanOptionsLike, parent: ContextLike): Observation<SpanEnd> | undefined {
    const { trace, context } = this.#api
    const span = this.#tracer.startSpan(name, options, parent)
    if (!trace.isSpanContextValid(span.spanContext())) return undefined
    const inside = trace.setSpan(parent, span)
    return {
      run: (work) => context.with(inside, work),
      end: (end) => this.#end(span, end),
    }
  }

  #end(span: SpanLike, end: SpanEnd): void {
    const { error, rows } = end
    span.setAttributes({ ...attributesOfEnd(end), ...(rows !== undefined && { 'triggerkit.write.rows': rows }) })
    // A rejection is the trigger's answer and no failure.
    if (error !== undefined && !WriteRejectedError.isInstance(error)) {
      const { name, message, stack } = error
      const { errorMessages } = this.#options
      span.recordException({ name, ...codeOf(error), ...(errorMessages && { message, stack }) })
      span.setStatus({ code: failed, ...(errorMessages && { message }) })
    }
    span.end()
  }
}

/** What spans and metrics alike say of an end: the outcome, and what kind of error it was. */
export function attributesOfEnd({ outcome, error }: SpanEnd): Attributes {
  return {
    ...(outcome !== undefined && { 'triggerkit.outcome': outcome }),
    ...(error !== undefined && { 'error.type': codeOf(error).code ?? error.name }),
  }
}

function codeOf(error: Error): { code?: string } {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code !== '' ? { code } : {}
}
