import { type Observer, TriggerkitError } from '@triggerkit/core'
import { Instruments } from './instruments.ts'
import type { OpenTelemetryApiLike } from './open-telemetry-api-like.ts'
import { checkOpenTelemetryOptions, type OpenTelemetryOptions } from './open-telemetry-options.ts'
import { SdkPresence } from './sdk-presence.ts'
import { attributesOfAction, attributesOfJob, attributesOfTrigger, attributesOfWrite } from './span-attributes.ts'
import { Spans, spanKind } from './spans.ts'

/**
 * Traces and metrics of one engine: spans from a write over its triggers and actions to Jobs in whichever process runs them, counts, durations and
 * gauges of the outbox (docs/telemetry.md). With the API and no SDK it does nothing.
 *
 * ```ts
 * import * as api from '@opentelemetry/api'
 * createTriggers({ observers: [openTelemetry(api)] })
 * ```
 *
 * @throws OptionsError with every problem.
 */
export function openTelemetry(api: OpenTelemetryApiLike, options: OpenTelemetryOptions = {}): Observer {
  const checked = checkOpenTelemetryOptions(api, options)
  const { rowKeys, outboxMetrics } = checked
  const spans = new Spans(api, checked)
  const sdk = new SdkPresence(api)
  let instruments: Instruments | undefined
  return {
    name: 'openTelemetry',
    attach(triggers) {
      if (instruments !== undefined) throw attachedTwice()
      instruments = new Instruments(api, outboxMetrics ? triggers : undefined)
    },
    enabled: () => sdk.traces || sdk.measures,
    write: (write) =>
      spans.begin('triggerkit.write', { kind: spanKind.internal, attributes: attributesOfWrite(write) }),
    trigger(trigger) {
      instruments?.matched(trigger)
      const kind = trigger.phase === 'queued' ? spanKind.producer : spanKind.internal
      return spans.begin('triggerkit.trigger', { kind, attributes: attributesOfTrigger(trigger) })
    },
    action(action) {
      const attributes = attributesOfAction(action, rowKeys)
      const span = spans.begin('triggerkit.action', { kind: spanKind.internal, attributes })
      return {
        run: span?.run,
        end(end) {
          instruments?.acted(action, end)
          span?.end?.(end)
        },
      }
    },
    carry: () => spans.carry(),
    job: (job, carried) =>
      spans.beginJob('triggerkit.job', { kind: spanKind.consumer, attributes: attributesOfJob(job, rowKeys) }, carried),
    close: () => instruments?.close(),
  }
}

function attachedTwice(): TriggerkitError {
  return new TriggerkitError({
    code: 'OBSERVER_FAILED',
    message: 'openTelemetry() observes one engine, and this one has another already. Call it once for each engine.',
  })
}
