import { LazyClient } from '../vendor/lazy-client.ts'
import {
  type BullmqLike,
  type ConnectedLike,
  type FlowProducerLike,
  loadBullmq,
  type QueueLike,
} from './bullmq-like.ts'
import { type BullmqFlowOptions, connectionOf, isClient } from './bullmq-options.ts'
import { type Connected, Connector } from './connected.ts'
import type { RootJob } from './flow-job.ts'
import { type JobEnd, QueueResults } from './queue-results.ts'

/** What is asked where Redis has only to answer. */
const askedQueue = 'triggerkit-health'

/** The connections of one provider of flows: one that adds, one for each queue that a root is in, and one more where its result is waited for. */
export class FlowConnections {
  readonly #options: BullmqFlowOptions
  readonly #connector: Connector
  readonly #producer: LazyClient<Connected<FlowProducerLike>>
  readonly #queues = new Map<string, LazyClient<Connected<QueueLike>>>()
  readonly #results = new Map<string, LazyClient<QueueResults>>()

  constructor(options: BullmqFlowOptions) {
    this.#options = options
    this.#connector = new Connector(isClient(options.connection))
    this.#producer = new LazyClient(
      () => this.#open(({ FlowProducer }) => new FlowProducer(this.#place(options.prefix))),
      (producer) => this.#connector.close(producer),
    )
  }

  /** Adds a flow, unless its root is there already, whatever has become of it: its children may have been done and removed. */
  async add(root: RootJob): Promise<void> {
    const [producer, queue] = await Promise.all([this.#producer.get(), this.#queueOf(root).get()])
    const state = await queue.run((object) => object.getJobState(root.opts.jobId))
    if (state === 'unknown') await producer.run((object) => object.add(root))
  }

  /** How the root ends, or has ended. */
  async endOf(root: RootJob, signal: AbortSignal): Promise<JobEnd> {
    const results = await this.#resultsOf(root).get()
    return results.endOf(root.opts.jobId, signal)
  }

  /** Resolves where Redis answers; nothing is written. */
  async ask(): Promise<void> {
    const queue = await this.#queueOf({ queueName: askedQueue }).get()
    await queue.run((object) => object.getJobState('none'))
  }

  async close(): Promise<void> {
    this.#connector.giveUp()
    const all = [...this.#results.values(), ...this.#queues.values(), this.#producer]
    await Promise.all(all.map((each) => each.close()))
  }

  #queueOf({ queueName, prefix }: Pick<RootJob, 'queueName' | 'prefix'>): LazyClient<Connected<QueueLike>> {
    return lazily(this.#queues, `${prefix ?? ''}:${queueName}`, () => {
      const options = { ...this.#place(prefix), skipMetasUpdate: true }
      const open = () => this.#open(({ Queue }) => new Queue(queueName, options))
      return new LazyClient(open, (queue) => this.#connector.close(queue))
    })
  }

  #resultsOf({ queueName, prefix }: RootJob): LazyClient<QueueResults> {
    return lazily(this.#results, `${prefix ?? ''}:${queueName}`, () => {
      const options = this.#place(prefix, true)
      const open = async (): Promise<QueueResults> => {
        const queue = await this.#queueOf({ queueName, prefix }).get()
        return new QueueResults(queue, await this.#open(({ QueueEvents }) => new QueueEvents(queueName, options)))
      }
      return new LazyClient(open, (results) => this.#connector.close(results.events))
    })
  }

  async #open<T extends ConnectedLike>(create: (bullmq: BullmqLike) => T): Promise<Connected<T>> {
    const bullmq = await loadBullmq('bullmqFlow()')
    return this.#connector.open(() => create(bullmq))
  }

  #place(prefix: string | undefined, isBlocking = false): { connection: object; prefix?: string } {
    const connection = connectionOf(this.#options.connection, { isBlocking })
    return { connection, ...(prefix !== undefined && { prefix }) }
  }
}

function lazily<T>(map: Map<string, T>, key: string, create: () => T): T {
  const known = map.get(key) ?? create()
  map.set(key, known)
  return known
}
