import type { ActionEnd, ObservedAction, ObservedTrigger, Triggers } from '@triggerkit/core'
import type { Attributes } from './flattened.ts'
import type {
  BatchCallbackLike,
  GaugeLike,
  MeterLike,
  MeterProviderLike,
  OpenTelemetryApiLike,
} from './open-telemetry-api-like.ts'
import { attributesOfEnd } from './spans.ts'

/** Seconds: from a cache in memory to a slow webhook. */
const durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** States that Jobs leave by themselves; dead ones have a gauge of their own, and what is done is no depth. */
const openStates = ['ready', 'waiting', 'leased', 'relayed'] as const

/** Milliseconds between two looks for an SDK that is started late, so that the gauges are there also where nothing matches. */
const lookMs = 1_000

/** The metrics of one engine. Its instruments are those of the meter provider that is registered now: an SDK may be started late. */
export class Instruments {
  readonly #api: OpenTelemetryApiLike
  #triggers: Triggers | undefined
  #provider: MeterProviderLike | undefined
  #current: Created | undefined
  readonly #look: NodeJS.Timeout

  /** Without `triggers` there are no gauges of the outbox. */
  constructor(api: OpenTelemetryApiLike, triggers: Triggers | undefined) {
    this.#api = api
    this.#triggers = triggers
    this.#created()
    const first = this.#provider
    this.#look = setInterval(() => {
      this.#created()
      if (this.#provider !== first) clearInterval(this.#look)
    }, lookMs)
    this.#look.unref()
  }

  matched({ trigger, event, table, phase, rows }: ObservedTrigger): void {
    this.#created().matches.add(rows, {
      'triggerkit.trigger.tag': trigger.tag,
      'triggerkit.event': event,
      'triggerkit.phase': phase,
      'db.collection.name': table,
    })
  }

  acted({ trigger, action, phase }: ObservedAction, end: ActionEnd): void {
    const { executions, duration } = this.#created()
    const attributes: Attributes = {
      'triggerkit.trigger.tag': trigger.tag,
      'triggerkit.action.name': action.name,
      'triggerkit.action.type': action.type,
      'triggerkit.phase': phase,
      ...attributesOfEnd(end),
    }
    executions.add(1, attributes)
    duration.record(end.durationMs / 1_000, attributes)
  }

  /** The outbox is asked no more, also by what ends later. */
  close(): void {
    clearInterval(this.#look)
    this.#triggers = undefined
    this.#current?.forget()
    this.#current = undefined
  }

  #created(): Created {
    const provider = this.#api.metrics.getMeterProvider()
    if (this.#current !== undefined && provider === this.#provider) return this.#current
    this.#current?.forget()
    this.#provider = provider
    this.#current = create(provider.getMeter('triggerkit'), this.#triggers)
    return this.#current
  }
}

interface Created {
  readonly matches: ReturnType<MeterLike['createCounter']>
  readonly executions: ReturnType<MeterLike['createCounter']>
  readonly duration: ReturnType<MeterLike['createHistogram']>
  /** Stops asking the outbox. */
  forget(): void
}

function create(meter: MeterLike, triggers: Triggers | undefined): Created {
  return {
    matches: meter.createCounter('triggerkit.trigger.matches', {
      description: 'Changes that met the condition of a trigger, by the phase of its actions',
      unit: '{change}',
    }),
    executions: meter.createCounter('triggerkit.action.executions', {
      description: 'Attempts of actions, by outcome',
      unit: '{attempt}',
    }),
    duration: meter.createHistogram('triggerkit.action.duration', {
      description: 'Time that an attempt of an action took',
      unit: 's',
      advice: { explicitBucketBoundaries: durationBounds },
    }),
    forget: triggers === undefined ? () => undefined : observeOutbox(meter, triggers),
  }
}

/** Asks the outbox whenever metrics are collected; gives the function that ends it. */
function observeOutbox(meter: MeterLike, triggers: Triggers): () => void {
  const gauge = (name: string, unit: string, description: string): GaugeLike =>
    meter.createObservableGauge(`triggerkit.outbox.${name}`, { unit, description })
  const jobs = gauge('jobs', '{job}', 'Jobs that are not done, by state')
  const dead = gauge('dead_letters', '{job}', 'Jobs that failed for good and wait for somebody')
  const oldest = gauge('oldest_due.age', 's', 'How long the oldest Job that is due has been waiting')
  const observe: BatchCallbackLike = async (result) => {
    const { counts, oldestDueMs = 0 } = await triggers.jobs.stats()
    for (const state of openStates) result.observe(jobs, counts[state], { 'triggerkit.job.state': state })
    result.observe(dead, counts.dead)
    result.observe(oldest, oldestDueMs / 1_000)
  }
  const gauges = [jobs, dead, oldest]
  meter.addBatchObservableCallback(observe, gauges)
  return () => meter.removeBatchObservableCallback(observe, gauges)
}
