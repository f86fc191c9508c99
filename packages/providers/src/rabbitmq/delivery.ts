import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'rabbitmq()',
    subpath: 'rabbitmq',
    family: 'broker',
    vendor: ['rabbitmq-client'],
    confirmed:
      'the broker has confirmed it (publisher confirms): for a persistent message and a durable queue, which are the defaults, when it is on its disk (RabbitMQ 3 writes a queue that was just declared to its disk a moment later than its messages: a broker that is killed within two seconds of it loses both, so declare queues where you deploy); a message that no queue takes is an error, unless `mandatory: false`',
    idempotency: 'property `message-id`; the CloudEvent’s `id`. RabbitMQ drops no repetition by it: consumers have to',
    retried:
      'broker down, TLS, a connection that ends before the confirmation, a broker that shuts down, a queue that refuses messages as it is full or that is not there (its node may be down), a channel that was closed for another message',
    final:
      'wrong credentials, no permission, an unknown virtual host or exchange, an exchange that no queue is bound to, a queue that exists with other arguments than `declare` says, a message above the limit, headers above a frame’s 128 KiB, a topic above 255 bytes',
    limits:
      "`maxMessageBytes`, 16 MiB by default, or what the broker takes where it says less. The topic is the queue’s name, or with `exchange` the routing key; `key` becomes a header, or with `keyAs: 'routing-key'` the routing key. Messages that are under way together stay in their order",
    bulk: 'one message each, on one channel per exchange, with up to 1,000 confirmations outstanding',
    tried:
      'RabbitMQ 3.10, also killed and started again in the middle of messages, with connections that break, a small `max_message_size`, and TLS that nobody trusts',
  },
]
