import { randomBytes } from 'node:crypto'
import { type ProviderAction, type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { mqtt } from '@triggerkit/providers/mqtt'
import mqttPackage from 'mqtt'
import { describe, expect } from 'vitest'
import { mosquittoUser, type OwnMosquitto, startMosquitto } from './mqtt/own-mosquitto.ts'
import { startTcp } from './mqtt/tcp-server.ts'

const broker = await startMosquitto()

describe.skipIf(broker === undefined)('mqtt', () => {
  runProviderSuite({
    name: 'mqtt() broker',
    family: 'broker',
    triedOn: 'Mosquitto 2',
    setup: () => createBench(broker!),
  })
})

async function createBench(own: OwnMosquitto): Promise<ProviderBench> {
  const [{ url, secureUrl }, topic] = [own, `open/${randomBytes(6).toString('hex')}`]
  const [subscriber, silent] = [await mqttPackage.connectAsync(url, mosquittoUser), await startTcp()]
  let arrived = 0
  subscriber.on('message', () => arrived++)
  await subscriber.subscribeAsync(`${topic}/#`)
  const publishTo = (place: string, message: unknown = { id: 7 }): ProviderAction => ({
    action: { type: 'broker.publish', broker: `mqtt:${place}`, message, headers: { trace: 'a' } } as never,
    result: { topic: place, messageId: expect.any(String), qos: 1 },
  })
  const wrong = 'wr0ng-s3cret'
  return {
    create: () => mqtt({ url, ...mosquittoUser }),
    actions: [publishTo(`${topic}/a`), publishTo(`${topic}/b`, 'text')],
    // The broker hands a message on before it confirms it, but on another connection.
    arrived: () => new Promise((resolve) => setTimeout(() => resolve(arrived), 50)),
    failures: {
      down: {
        outcome: 'retry',
        create: () => mqtt({ url: 'mqtt://127.0.0.1:1' }),
        message: /ECONNREFUSED.*server runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => mqtt({ url: url.replace('//', `//ann:${wrong}@`) }),
        message: /Not authorized.*`username` and `password`/,
        status: 135,
      },
      tls: {
        outcome: 'retry',
        create: () => mqtt({ url: secureUrl, ...mosquittoUser }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create: () => mqtt({ url, ...mosquittoUser }),
        action: publishTo(`${topic}/large`, 'x'.repeat(20_000)),
        message: /20\d\d\d bytes, and the broker takes 20000.*`max_packet_size`/,
      },
      'unknown-target': { none: 'a topic comes to be by being published to' },
      rejected: {
        outcome: 'final',
        create: () => mqtt({ url, ...mosquittoUser }),
        action: publishTo('closed/topic'),
        message: /Not authorized.*access control/,
        status: 135,
      },
    },
    silent: () => mqtt({ url: silent.url }),
    secrets: [mosquittoUser.password, wrong],
    async withOwnClient() {
      const client = await mqttPackage.connectAsync(url, mosquittoUser)
      return {
        provider: mqtt({ client }),
        stillWorks: async () => (await client.publishAsync(`${topic}/own`, 'x', { qos: 1 })) !== undefined,
        end: () => client.endAsync(),
      }
    },
    async teardown() {
      await subscriber.endAsync()
      await silent.close()
      await own.close()
    },
  }
}
