import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { type ProviderAction, type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { reachable, serviceUrl } from '@triggerkit/conformance/service'
import { rabbitmq } from '@triggerkit/providers/rabbitmq'
import { Connection } from 'rabbitmq-client'
import { describe, expect } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { startSilentServer } from './server/silent-server.ts'

const url = serviceUrl('rabbitmq')

describe.skipIf(!(await reachable('rabbitmq')))('rabbitmq', () => {
  runProviderSuite({ name: 'rabbitmq() broker', family: 'broker', triedOn: 'RabbitMQ 3.10', setup: createBench })
})

async function createBench(): Promise<ProviderBench> {
  const queue = `triggerkit-${randomBytes(6).toString('hex')}`
  const full = `${queue}-full`
  const [connection, silent, secure] = [new Connection(url), await startSilentServer(), createServer(certificate)]
  await once(secure.listen(0, '127.0.0.1'), 'listening')
  await connection.queueDeclare({ queue, durable: true })
  await connection.queueDeclare({ queue: full, arguments: { 'x-max-length': 0, 'x-overflow': 'reject-publish' } })
  const publishTo = (routingKey: string, message: unknown = { id: 7 }): ProviderAction => ({
    action: { type: 'broker.publish', broker: `rabbit:${routingKey}`, message, headers: { trace: 'a' } } as never,
    result: { messageId: expect.any(String), exchange: '', routingKey },
  })
  const wrong = 'wr0ng-s3cret'
  return {
    create: () => rabbitmq({ url }),
    actions: [publishTo(queue), publishTo(queue, 'text')],
    arrived: async () => (await connection.queueDeclare({ queue, passive: true })).messageCount,
    failures: {
      down: {
        outcome: 'retry',
        create: () => rabbitmq({ url: `amqp://ann:${wrong}@127.0.0.1:1` }),
        message: /ECONNREFUSED.*server runs/,
        code: 'ECONNREFUSED',
      },
      credentials: {
        outcome: 'final',
        create: () => rabbitmq({ url: url.replace(/\/\/.*@/, `//guest:${wrong}@`) }),
        message: /ACCESS_REFUSED.*user and password/,
        status: 403,
      },
      tls: {
        outcome: 'retry',
        create: () => rabbitmq({ url: `amqps://127.0.0.1:${(secure.address() as AddressInfo).port}` }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create: () => rabbitmq({ url, maxMessageBytes: 10_000 }),
        action: publishTo(queue, 'x'.repeat(10_001)),
        message: /10001 bytes, and 10000 is the most.*`max_message_size`/,
      },
      'unknown-target': {
        outcome: 'retry',
        create: () => rabbitmq({ url }),
        action: publishTo(`${queue}-unknown`),
        message: /no queue "triggerkit-\w+-unknown" is there.*`declare: true`/,
        code: 'RABBITMQ_UNROUTABLE',
        status: 312,
      },
      rejected: {
        outcome: 'retry',
        create: () => rabbitmq({ url }),
        action: publishTo(full),
        message: /refused the message.*queue may be full/,
      },
    },
    silent: () => rabbitmq({ url: `amqp://127.0.0.1:${silent.port}` }),
    secrets: [wrong],
    async withOwnClient() {
      const client = new Connection(url)
      return {
        provider: rabbitmq({ client }),
        stillWorks: async () => (await client.queueDeclare({ queue, passive: true })).queue === queue,
        end: () => client.close(),
      }
    },
    async teardown() {
      await connection.queueDelete(queue)
      await connection.queueDelete(full)
      await connection.close()
      await silent.close()
      secure.close()
    },
  }
}
