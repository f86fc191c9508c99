export { kafka } from './kafka.ts'
export type { ProducerLike } from './kafka-like.ts'
export type { KafkaOptions, KafkaSasl } from './kafka-options.ts'
