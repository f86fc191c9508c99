import type { Delivery } from '../delivery/delivery.ts'

export const deliveries: readonly Delivery[] = [
  {
    provider: 'mqtt()',
    subpath: 'mqtt',
    family: 'broker',
    vendor: ['mqtt'],
    confirmed:
      'the broker has sent PUBACK (`qos: 1`, the default) or PUBCOMP (`qos: 2`); with `qos: 0` the message is handed to the network',
    idempotency:
      'user property `idempotency-key` and correlation data; the CloudEvent’s `id`. MQTT drops no repetition by it',
    retried:
      'broker down, TLS, a connection that ends before the confirmation, a broker that is busy, shutting down, or over its quota',
    final:
      'wrong credentials, no permission to publish, a message above the broker’s limit, a topic with a wildcard, a QoS or `retain` that the broker lacks',
    limits:
      'headers, content type and reasons for a refusal need MQTT 5; a broker of 3.1.1 gets topic and body, may drop without a word what it does not permit, and ends the connection over what is too large. No more messages are under way than the broker’s Receive Maximum',
    bulk: 'one message each, on one connection, without waiting for one another',
    tried: 'Mosquitto 2, with MQTT 5 and 3.1.1, password file, access control, limits and TLS',
  },
]
