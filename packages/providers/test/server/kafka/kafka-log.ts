import { type KafkaRecord, readRecordBatch } from './record-batch.ts'

/** The protocol's numbers of what may be wrong. */
export const errorCodes = {
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  MESSAGE_TOO_LARGE: 10,
  NOT_ENOUGH_REPLICAS: 19,
  TOPIC_AUTHORIZATION_FAILED: 29,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
} as const

export type ErrorName = keyof typeof errorCodes

export interface StoredRecord extends KafkaRecord {
  topic: string
  partition: number
  /** Which produce request it came with. */
  request: number
}

/** What a cluster keeps: topics, their records, and which batch of each idempotent producer was its last. */
export class KafkaLog {
  /** Topics and their partitions. */
  readonly topics: Map<string, number> = new Map()
  /** What is answered for a topic, so many times; its records are not kept. */
  readonly refused: Map<string, { error: ErrorName; times: number }> = new Map()
  readonly records: StoredRecord[] = []
  /** Most bytes of a batch. */
  maxBytes = 1_000_000
  requests = 0
  compressed = 0
  /** What was wrong with batches that could not be read. */
  readonly complaints: string[] = []
  readonly #last = new Map<string, { first: number; next: number }>()

  /** Keeps a batch; 0, or the number of what is wrong with it. */
  append(topic: string, partition: number, bytes: Buffer): number {
    if (partition >= (this.topics.get(topic) ?? 0)) return errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    const refused = this.refused.get(topic)
    if (refused !== undefined && refused.times-- > 0) return errorCodes[refused.error]
    if (bytes.length > this.maxBytes) return errorCodes.MESSAGE_TOO_LARGE
    try {
      return this.#keep(topic, partition, bytes)
    } catch (error) {
      this.complaints.push(String(error))
      return errorCodes.CORRUPT_MESSAGE
    }
  }

  #keep(topic: string, partition: number, bytes: Buffer): number {
    const { records, producerId, baseSequence, isCompressed } = readRecordBatch(bytes)
    if (producerId >= 0n) {
      const place = `${producerId} ${topic} ${partition}`
      const last = this.#last.get(place) ?? { first: -1, next: 0 }
      if (baseSequence === last.first) return 0
      if (baseSequence !== last.next) return errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
      this.#last.set(place, { first: baseSequence, next: baseSequence + records.length })
    }
    if (isCompressed) this.compressed++
    this.records.push(...records.map((record) => ({ ...record, topic, partition, request: this.requests })))
    return 0
  }
}
