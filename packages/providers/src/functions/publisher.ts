import type { BrokerProvider, PublishOptions } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { problemsOfConcurrency } from './apps.ts'
import { callFunction } from './call-function.ts'
import type { FunctionRun } from './function-entry.ts'

/** Publishes one message; resolves once the queue has it. `run.idempotencyKey` is the message's id. */
export type PublishFunction = (topic: string, message: unknown, options: PublishOptions, run: FunctionRun) => unknown

export interface PublisherOptions {
  /** What errors and `health()` call it. Default `publisher`. */
  name?: string
  /** Messages that are on their way at a time; more wait. Default: the engine's `concurrency`. */
  concurrency?: number
}

/**
 * Any queue as a broker, by the function that publishes to it.
 *
 * ```ts
 * createTriggers({ providers: { broker: publisher(async (topic, message, { key }, run) => queue.send(topic, message, run.idempotencyKey)) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function publisher(publish: PublishFunction, options: PublisherOptions = {}): BrokerProvider {
  const { name = 'publisher', concurrency } = options
  const problems = problemsOfConcurrency(concurrency)
  if (typeof publish !== 'function') problems.unshift('publisher() needs the function that publishes')
  if (problems.length > 0) throw new ProviderFailures(name).final(undefined, `${problems.join('; ')}.`)
  return {
    family: 'broker',
    name,
    concurrency,
    async publish(topic, message, publishOptions, run) {
      const entry = (input: unknown): unknown => publish(topic, input, publishOptions, run)
      const call = {
        provider: name,
        subject: `function that publishes to ${JSON.stringify(topic)}`,
        entry,
        input: message,
      }
      return untilAborted(run.signal, () => callFunction(call, run))
    },
    health: () => Promise.resolve(),
  }
}
