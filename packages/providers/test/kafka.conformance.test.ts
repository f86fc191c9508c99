import { Producer } from '@platformatic/kafka'
import { type ProviderAction, type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { kafka } from '@triggerkit/providers/kafka'
import { expect } from 'vitest'
import { startKafka } from './server/kafka-server.ts'
import { startSilentServer } from './server/silent-server.ts'

const user = { username: 'ann', password: 'kafka-s3cret' }
const wrong = 'wr0ng-s3cret'

runProviderSuite({
  name: 'kafka() broker',
  family: 'broker',
  triedOn: "a server speaking Kafka's protocol",
  setup: createBench,
})

function publishTo(topic: string, message: unknown = { id: 7 }): ProviderAction {
  const action = { type: 'broker.publish', broker: `kafka:${topic}`, message, key: 'k', headers: { trace: 'a' } }
  return { action: action as never, result: { topic, messageId: expect.any(String) } }
}

async function createBench(): Promise<ProviderBench> {
  const [open, closed, secure] = [await startKafka(), await startKafka({ user }), await startKafka({ isSecure: true })]
  const silent = await startSilentServer()
  for (const { log } of [open, closed]) {
    log.topics.set('orders', 3).set('closed', 1)
    log.refused.set('closed', { error: 'TOPIC_AUTHORIZATION_FAILED', times: Number.POSITIVE_INFINITY })
  }
  closed.log.maxBytes = 50_000
  const sasl = { mechanism: 'PLAIN' as const, ...user }
  const create = () => kafka({ brokers: [closed.broker], sasl })
  return {
    create,
    actions: [publishTo('orders'), publishTo('orders', 'text')],
    arrived: () => closed.log.records.length + open.log.records.length,
    failures: {
      down: {
        outcome: 'retry',
        create: () => kafka({ brokers: ['127.0.0.1:1'] }),
        message: /ECONNREFUSED.*server runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => kafka({ brokers: [closed.broker], sasl: { ...sasl, password: wrong } }),
        message: /authentication failed.*See that `sasl`/i,
      },
      tls: {
        outcome: 'retry',
        create: () => kafka({ brokers: [secure.broker], tls: {} }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create,
        action: publishTo('orders', 'x'.repeat(60_000)),
        message: /MESSAGE_TOO_LARGE.*`max.message.bytes`/,
        code: 'KAFKA_MESSAGE_TOO_LARGE',
      },
      'unknown-target': {
        outcome: 'retry',
        create,
        action: publishTo('missing'),
        message: /no such topic.*kafka-topics --create/,
      },
      rejected: {
        outcome: 'final',
        create,
        action: publishTo('closed'),
        message: /TOPIC_AUTHORIZATION_FAILED.*kafka-acls/,
      },
    },
    silent: () => kafka({ brokers: [`127.0.0.1:${silent.port}`] }),
    secrets: [user.password, wrong],
    async withOwnClient() {
      const producer = new Producer({ clientId: 'own', bootstrapBrokers: [open.broker] })
      const send = () => producer.send({ messages: [{ topic: 'orders', value: Buffer.from('x') }] })
      return {
        provider: kafka({ producer }),
        stillWorks: async () => (await send()).offsets?.length === 1,
        end: () => producer.close(),
      }
    },
    async teardown() {
      for (const server of [open, closed, secure, silent]) await server.close()
    },
  }
}
