import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:tls'
import type { ProviderAction, ProviderBench, ProviderHarness } from '@triggerkit/conformance'
import { serviceUrl } from '@triggerkit/conformance/service'
import type { RedisConnectionOptions } from '@triggerkit/providers/redis'
import { Redis } from 'ioredis'
import { certificate } from '../fixture/certificate.ts'
import { startSilentServer } from '../server/silent-server.ts'

interface RedisCase {
  name: string
  family: ProviderHarness['family']
  make(options: RedisConnectionOptions): unknown
  /** What Redis calls the commands of these actions. */
  commands: readonly string[]
  /** `space` is what keys, streams and channels begin with. */
  actions(space: string): ProviderAction[]
  tooLarge(space: string): ProviderAction
  /** On `<space>list`, which is a list. */
  rejected: (space: string) => { action: ProviderAction; message: RegExp; code: string } | { none: string }
}

const password = 'a pass/word: ünd @ mehr'
const wrong = 'another password'

/** The suite's harness for one of the three: against the Redis of this machine, as a user of its own. */
export function redisHarness({ name, family, make, commands, ...each }: RedisCase): ProviderHarness {
  return {
    name,
    family,
    triedOn: 'Redis 7',
    async setup() {
      const space = `triggerkit-${randomBytes(6).toString('hex')}:`
      const admin = new Redis(serviceUrl('redis'))
      const user = space.slice(0, -1)
      await admin.acl('SETUSER', user, 'on', `>${password}`, '~*', '&*', '+@all')
      await admin.rpush(`${space}list`, 'an item')
      const address = new URL(serviceUrl('redis'))
      const urlOf = (secret: string, { protocol = 'redis:', port = address.port || '6379' } = {}): string =>
        `${protocol}//${user}:${encodeURIComponent(secret)}@${address.hostname}:${port}`
      const silent = await startSilentServer()
      const secure = await startSecureServer()
      const create = (): unknown => make({ url: urlOf(password) })
      const rejected = each.rejected(space)
      const failures: ProviderBench['failures'] = {
        down: {
          outcome: 'retry',
          create: () => make({ url: urlOf(password, { port: '1' }) }),
          message: /ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        credentials: {
          outcome: 'final',
          create: () => make({ url: urlOf(wrong) }),
          message: /WRONGPASS.*See that user and password/,
          code: 'REDIS_WRONGPASS',
        },
        tls: {
          outcome: 'retry',
          create: () => make({ url: urlOf(password, { protocol: 'rediss:', port: secure.port }) }),
          message: /self-signed certificate.*trusted here/,
        },
        'too-large': {
          outcome: 'final',
          create: () => make({ url: urlOf(password), maxValueBytes: 1_000 }),
          action: each.tooLarge(space),
          message: /it has \d+ bytes, and 1000 are allowed/,
          code: 'VALUE_TOO_LARGE',
        },
        'unknown-target': { none: 'Redis makes what is not there' },
        rejected: 'none' in rejected ? rejected : { ...rejected, outcome: 'final', create },
      }
      return {
        create,
        actions: each.actions(space),
        arrived: () => countCalls(admin, commands),
        failures,
        silent: () => make({ url: urlOf(password, { port: String(silent.port) }) }),
        secrets: [password, wrong, encodeURIComponent(password), encodeURIComponent(wrong)],
        async withOwnClient() {
          const client = new Redis(urlOf(password))
          return {
            provider: make({ client }),
            stillWorks: async () => (await client.ping()) === 'PONG',
            end: () => client.quit(),
          }
        },
        async teardown() {
          const left = await admin.keys(`${space}*`)
          if (left.length > 0) await admin.del(...left)
          await admin.acl('DELUSER', user)
          await admin.quit()
          await silent.close()
          await secure.close()
        },
      }
    },
  }
}

/** How often the server did such commands since it runs. */
export async function countCalls(admin: Redis, commands: readonly string[]): Promise<number> {
  const told = await admin.info('commandstats')
  return commands.reduce((sum, name) => {
    const calls = new RegExp(`^cmdstat_${name}:calls=(\\d+)`, 'm').exec(told)?.[1]
    return sum + Number(calls ?? 0)
  }, 0)
}

async function startSecureServer(): Promise<{ port: string; close(): Promise<void> }> {
  const server: Server = createServer(certificate, (socket) => void socket.on('error', () => undefined))
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: String((server.address() as AddressInfo).port),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
