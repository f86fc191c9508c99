import { isIP } from 'node:net'
import { Batcher, type BatchResult } from '../batch/batcher.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { isOfOneMessage } from './kafka-failure.ts'
import { type KafkaMessage, loadKafka, type ProducerLike } from './kafka-like.ts'
import { sizeOf } from './kafka-message.ts'
import { acksOf, type KafkaOptions } from './kafka-options.ts'

/** Most messages of one batch. */
const maxBatch = 1_000
/** How often the client itself tries again, which is when leaders move, and after how many milliseconds. */
const retries = 2
const retryDelayMs = 250

type Sent = BatchResult<undefined>

/** Sends what is published at the same time as one batch, one after another, so that what has the same key stays in order. */
export class KafkaSender {
  readonly #options: KafkaOptions
  readonly #producer: LazyClient<ProducerLike>
  readonly #batcher: Batcher<KafkaMessage, undefined>
  /** Whether an idempotent producer does not know what the brokers have of its last batch. */
  #isUncertain = false

  constructor(options: KafkaOptions) {
    const { producer } = options
    this.#options = options
    this.#producer =
      producer === undefined
        ? new LazyClient(
            () => openProducer(options),
            (own) => own.close(),
          )
        : new LazyClient(
            async () => producer,
            () => undefined,
          )
    this.#batcher = new Batcher((messages) => this.#sendAll(messages), { maxItems: maxBatch })
  }

  async send(message: KafkaMessage, signal: AbortSignal): Promise<void> {
    await this.#batcher.add(message, signal)
  }

  /** Resolves where a broker tells of the cluster. */
  async ask(): Promise<void> {
    const producer = await this.#producer.get()
    await producer.metadata({ topics: [], forceUpdate: true })
  }

  close(): Promise<void> {
    return this.#producer.close()
  }

  /** Topic by topic, since an unknown one has the whole request fail. */
  async #sendAll(messages: readonly KafkaMessage[]): Promise<readonly Sent[]> {
    const producer = await this.#producer.get()
    const results = new Map<KafkaMessage, Sent>()
    const { maxBatchBytes = 900_000 } = this.#options
    for (const topic of new Set(messages.map((message) => message.topic))) {
      const ofTopic = messages.filter((message) => message.topic === topic)
      for (const batch of inBatches(ofTopic, maxBatchBytes)) await this.#sendBatch(producer, batch, results)
    }
    return messages.map((message) => results.get(message)!)
  }

  /** A message that the brokers do not take is found by sending the messages of its batch one by one. */
  async #sendBatch(producer: ProducerLike, batch: KafkaMessage[], results: Map<KafkaMessage, Sent>): Promise<void> {
    try {
      await this.#sendOnce(producer, batch)
      for (const message of batch) results.set(message, { value: undefined })
    } catch (error) {
      if (batch.length > 1 && isOfOneMessage(error))
        for (const message of batch) await this.#sendBatch(producer, [message], results)
      else for (const message of batch) results.set(message, { error })
    }
  }

  /**
   * The client gives the next batch of an idempotent producer the numbers of one that failed. Had the brokers got that one after all, they would
   * drop the next as its repetition: so it goes on under another id.
   */
  async #sendOnce(producer: ProducerLike, messages: KafkaMessage[]): Promise<void> {
    const { acks = 'all', idempotent = false } = this.#options
    if (this.#isUncertain) await producer.initIdempotentProducer({})
    this.#isUncertain = idempotent
    await producer.send({
      messages,
      acks: acksOf(acks),
      ...(idempotent && { idempotent }),
      autocreateTopics: false,
    })
    this.#isUncertain = false
  }
}

async function openProducer(options: KafkaOptions): Promise<ProducerLike> {
  const { brokers = [], clientId = 'triggerkit', sasl, tls, idempotent = false, compression = 'none' } = options
  const { connectTimeoutMs = 5_000, requestTimeoutMs = 10_000 } = options
  const { Producer, compatibilityPartitioner } = await loadKafka()
  return new Producer({
    clientId,
    bootstrapBrokers: [...brokers],
    ...(sasl !== undefined && { sasl }),
    ...(tls !== undefined && { tls, tlsServerName: brokers.every(isNamed) }),
    idempotent,
    compression,
    autocreateTopics: false,
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    retries,
    retryDelay: retryDelayMs,
    partitioner: partitionerOf(compatibilityPartitioner),
  })
}

/** Names of servers are told in TLS, numbers are not (RFC 6066). */
function isNamed(broker: string): boolean {
  return isIP(broker.slice(0, broker.lastIndexOf(':')).replaceAll(/[[\]]/g, '')) === 0
}

/** Messages without a key go round, those with one where Java's client puts them. */
function partitionerOf(byKey: (...given: never[]) => number): (message: unknown, key?: Buffer) => number {
  let turn = 0
  return (message, key) => {
    if (key !== undefined) return byKey(...([message, key] as never[]))
    turn = (turn + 1) % 0x7f_ff_ff_ff
    return turn
  }
}

function inBatches(messages: readonly KafkaMessage[], maxBytes: number): KafkaMessage[][] {
  const batches: KafkaMessage[][] = []
  let left = 0
  for (const message of messages) {
    const size = sizeOf(message)
    if (batches.length === 0 || size > left) {
      batches.push([])
      left = maxBytes
    }
    batches.at(-1)!.push(message)
    left -= size
  }
  return batches
}
