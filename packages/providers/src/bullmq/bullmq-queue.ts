import type { BrokerProvider, ProviderCall, PublishOptions } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { toJson } from '../message/encode-message.ts'
import { attempt } from './bullmq-failure.ts'
import { type AddedJob, loadBullmq } from './bullmq-like.ts'
import {
  type BullmqConnection,
  type BullmqQueueOptions,
  connectionOf,
  isClient,
  keptJobs,
  passwordsOf,
  problemsOfName,
  problemsOfQueue,
  urlOf,
} from './bullmq-options.ts'
import { Connector } from './connected.ts'
import { toJobId } from './job-id.ts'
import { QueueLane } from './queue-lane.ts'

/** What `health` asks where no queue is known: BullMQ writes nothing of it. */
const askedQueue = 'triggerkit-health'

/**
 * Publishes a message as a job of BullMQ 5 or 6 (install it beside this package): the topic is the queue, the idempotency key the job's id, so that
 * a repetition adds nothing while the job is there. Result: `{ queue, jobId, name }`.
 *
 * ```ts
 * createTriggers({ providers: { jobs: bullmqQueue({ connection: 'redis://localhost:6379' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function bullmqQueue(options: BullmqQueueOptions): Required<BrokerProvider> {
  const { connection, queues } = options
  const failures = new ProviderFailures('bullmq', [...passwordsOf(connection), ...secretsOfUrl(urlOf(connection))])
  const problems = problemsOfQueue(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const connector = new Connector(connection !== undefined && isClient(connection))
  const lanes = new Map((queues ?? []).map((queue) => [queue.name, QueueLane.of(queue)]))
  const laneOf = (topic: string): QueueLane | undefined => {
    const known = lanes.get(topic)
    if (known !== undefined || connection === undefined) return known
    const lane = openLane(topic, connection, options, connector)
    lanes.set(topic, lane)
    return lane
  }
  return {
    family: 'broker',
    name: 'bullmq',
    concurrency: 1_000,
    async publish(topic, message, given, call) {
      const wrong = problemsOfName('a topic', topic)
      if (wrong.length > 0)
        throw failures.final(call, `cannot publish to ${JSON.stringify(topic)}: ${wrong[0]}.`, 'BULLMQ_TOPIC')
      const lane = laneOf(topic)
      if (lane === undefined) throw failures.final(call, unknownQueue(topic, [...lanes.keys()]), 'BULLMQ_TOPIC')
      const job = toAdded(topic, message, given, call, options)
      await attempt(failures, call, `add a job to "${topic}"`, () => lane.add(job, call.signal))
      return { queue: topic, jobId: job.opts?.jobId, name: job.name }
    },
    async health({ signal }) {
      const asked = queues === undefined ? [laneOf([...lanes.keys()][0] ?? askedQueue)!] : [...lanes.values()]
      const ask = (): Promise<unknown> => Promise.all(asked.map((lane) => lane.ask()))
      await attempt(failures, { signal }, 'reach Redis', () => untilAborted(signal, ask))
    },
    async close() {
      connector.giveUp()
      await Promise.all([...lanes.values()].map((lane) => lane.close()))
    },
  }
}

function openLane(
  topic: string,
  connection: BullmqConnection,
  { prefix }: BullmqQueueOptions,
  connector: Connector,
): QueueLane {
  const open = async () => {
    const { Queue } = await loadBullmq('bullmqQueue()')
    const more = { ...(prefix !== undefined && { prefix }), ...(topic === askedQueue && { skipMetasUpdate: true }) }
    return connector.open(() => new Queue(topic, { connection: connectionOf(connection), ...more }))
  }
  return new QueueLane(open, (queue) => connector.close(queue))
}

/** The data is what JSON makes of the message, as it is with every broker. */
function toAdded(
  topic: string,
  message: unknown,
  given: PublishOptions,
  call: ProviderCall,
  { queues, defaultJobOptions = queues === undefined ? keptJobs : {}, toJob }: BullmqQueueOptions,
): AddedJob {
  const job: AddedJob = {
    name: `${call.table}.${call.event}`,
    data: JSON.parse(toJson(message)),
    opts: { ...defaultJobOptions, jobId: toJobId(call.idempotencyKey) },
  }
  return toJob === undefined ? job : toJob(job, { ...given, topic }, call)
}

function unknownQueue(topic: string, names: readonly string[]): string {
  return `knows no queue ${JSON.stringify(topic)}. There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}. Give it in \`queues\`.`
}
