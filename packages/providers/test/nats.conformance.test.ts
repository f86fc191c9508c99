import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { type ProviderAction, type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { type OwnNats, startNats } from '@triggerkit/conformance/service'
import { nats } from '@triggerkit/providers/nats'
import { afterAll, describe, expect } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { startSilentServer } from './server/silent-server.ts'

const secret = 'r1ght-s3cret'
const users = `{ user: ann, password: "${secret}", permissions: { publish: { deny: ["closed.>"] } } }`
const server = await startNats({ configuration: `max_payload: 50000\nauthorization { users: [${users}] }` })

describe.skipIf(server === undefined)('nats', () => {
  afterAll(() => server?.close())
  for (const jetStream of [true, false])
    runProviderSuite({
      name: `nats() broker${jetStream ? '' : ', core'}`,
      family: 'broker',
      triedOn: 'NATS 2.9',
      setup: () => createBench(server!, jetStream),
    })
})

async function startSecure(): Promise<{ server: OwnNats; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'triggerkit-nats-tls-'))
  for (const [name, text] of Object.entries(certificate)) await writeFile(join(folder, name), text)
  const tls = `tls { cert_file: "${join(folder, 'cert')}", key_file: "${join(folder, 'key')}" }`
  const secure = (await startNats({ configuration: tls }))!
  return {
    server: secure,
    async close() {
      await secure.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function createBench({ port }: OwnNats, jetStream: boolean): Promise<ProviderBench> {
  const login = { servers: `127.0.0.1:${port}`, user: 'ann', pass: secret }
  const [url, wrong, topic] = [
    `nats://ann:${secret}@127.0.0.1:${port}`,
    'wr0ng-s3cret',
    `t${randomBytes(6).toString('hex')}`,
  ]
  const [client, silent, secure] = [await connect(login), await startSilentServer(), await startSecure()]
  const manager = await jetstreamManager(client)
  await manager.streams.add({ name: topic, subjects: [`${topic}.>`] })
  const publishTo = (subject: string, message: unknown = { id: 7 }): ProviderAction => ({
    action: { type: 'broker.publish', broker: `nats:${subject}`, message, headers: { trace: 'a' } } as never,
    result: {
      messageId: expect.any(String),
      ...(jetStream && { stream: topic, seq: expect.any(Number), duplicate: false }),
    },
  })
  const create = (): unknown => nats({ url, jetStream })
  return {
    create,
    actions: [publishTo(`${topic}.a`), publishTo(`${topic}.b`, 'text')],
    arrived: async () => (await manager.streams.info(topic)).state.messages,
    failures: {
      down: {
        outcome: 'retry',
        create: () => nats({ url: `nats://ann:${wrong}@127.0.0.1:1`, jetStream }),
        message: /connection refused.*server runs/,
        code: 'ECONNREFUSED',
      },
      credentials: {
        outcome: 'final',
        create: () => nats({ url: url.replace(secret, wrong), jetStream }),
        message: /Authorization Violation.*`user` and `pass`/,
        code: 'NATS_UNAUTHORIZED',
      },
      tls: {
        outcome: 'retry',
        create: () => nats({ url: secure.server.url, jetStream }),
        message: /certificate.*trusted/,
      },
      'too-large': {
        outcome: 'final',
        create,
        action: publishTo(`${topic}.a`, 'x'.repeat(50_001)),
        message: /max_payload.*Make the message smaller/,
        code: 'NATS_TOO_LARGE',
      },
      'unknown-target': jetStream
        ? {
            outcome: 'final',
            create,
            action: publishTo(`unknown.${topic}`),
            message: /no stream has the subject.*Add a stream.*`jetStream: false`/,
            code: 'NATS_NO_STREAM',
          }
        : { none: 'a subject needs no subscriber' },
      rejected: {
        outcome: 'final',
        create,
        action: publishTo('closed.door'),
        message: /Permissions Violation.*Let the user publish/,
        code: 'NATS_FORBIDDEN',
      },
    },
    silent: () => nats({ url: `nats://127.0.0.1:${silent.port}`, jetStream, connectTimeoutMs: 1_000 }),
    secrets: [secret, wrong],
    async withOwnClient() {
      const own = await connect(login)
      return {
        provider: nats({ client: own, jetStream }),
        stillWorks: async () => (await own.rtt()) >= 0,
        end: () => own.close(),
      }
    },
    async teardown() {
      await client.close()
      await silent.close()
      await secure.close()
    },
  }
}
