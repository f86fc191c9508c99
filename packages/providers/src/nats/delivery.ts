import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'nats()',
    subpath: 'nats',
    family: 'broker',
    vendor: ['@nats-io/transport-node', '@nats-io/jetstream'],
    confirmed:
      'a stream of JetStream has acknowledged it; with `jetStream: false` the server has it and may have nobody to give it to',
    idempotency:
      'header `Nats-Msg-Id`: a stream keeps one message of an id within its `duplicate_window`, 2 minutes by default, and says `duplicate`; the CloudEvent’s `id`. Without JetStream nothing drops repetitions',
    retried:
      'server down, TLS, no answer in time, a connection that ends before the acknowledgement, a stream without a leader, or full; nobody who answers, where it cannot be told whether there is a stream',
    final:
      'wrong credentials, no permission to publish, no stream for the subject, a message above `max_payload` or the stream’s `max_msg_size`, a subject with a wildcard or blanks, one of the server’s own (`$JS`, `$SYS`), a header `Nats-…` in an action',
    limits:
      'the server’s `max_payload`, 1 MiB by default. The topic is the subject; `key` becomes a header. A repetition later than the `duplicate_window` is stored again',
    bulk: 'one message each, on one connection, with up to 1,000 acknowledgements outstanding',
    tried:
      'NATS 2.9 with JetStream, also killed and started again in the middle of messages, with users, permissions, limits, connections that break, and TLS that nobody trusts',
  },
]
