import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'kafka()',
    subpath: 'kafka',
    family: 'broker',
    vendor: ['@platformatic/kafka'],
    confirmed: 'all replicas in sync have the message (`acks: all`, the default)',
    idempotency:
      'header `idempotency-key`; the CloudEvent’s `id`. `idempotent` has brokers drop what a broken connection sent twice, not what another attempt sends',
    retried:
      'brokers down, TLS, a leader that moves, too few replicas, a broker that does not answer, a quota, an unknown topic (none is created; brokers that have just started know none for a while), a login that is broken off, a source of tokens that fails',
    final:
      'wrong credentials, no permission, a topic that is none or is Kafka’s own (`__consumer_offsets`), a message above `max.message.bytes`',
    limits:
      'what has the same key is on one partition, where Java’s client puts it, in order of publishing; a repetition comes later. Where one message of a batch is too large, others of it may be there twice',
    bulk: 'what is published to one topic at the same time is one produce request a leader, of up to 1,000 messages and `maxBatchBytes`',
    tried: 'a server that speaks the protocol’s relevant part and checks what it gets; no real Kafka',
  },
]
