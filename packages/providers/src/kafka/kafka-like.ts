import { loadVendor } from '../vendor/load-vendor.ts'

/** As much of `Producer` of `@platformatic/kafka` as publishing needs: one without serializers, whose messages are bytes. */
export interface ProducerLike {
  send(options: SentBatch): Promise<unknown>
  metadata(options: { topics: string[]; forceUpdate: boolean }): Promise<unknown>
  /** A new id for an idempotent producer, with sequence numbers that begin anew. */
  initIdempotentProducer(options: object): Promise<unknown>
  close(): Promise<unknown>
}

export interface SentBatch {
  // biome-ignore lint/suspicious/noExplicitAny: a user's Producer may have types of its own for keys, values and headers.
  messages: any[]
  acks?: number
  idempotent?: boolean
  autocreateTopics?: boolean
}

export interface KafkaLike {
  Producer: new (options: object) => ProducerLike
  /** Chooses the partition of a key as Java's client does. */
  compatibilityPartitioner: (...given: never[]) => number
}

/** A message as it is sent. */
export interface KafkaMessage {
  topic: string
  key?: Buffer
  value: Buffer
  headers: Map<Buffer, Buffer>
}

/** @throws ProviderError of code `PACKAGE_MISSING`. */
export function loadKafka(): Promise<KafkaLike> {
  const load = () => import('@platformatic/kafka') as unknown as Promise<KafkaLike>
  return loadVendor('kafka()', '@platformatic/kafka', load)
}
