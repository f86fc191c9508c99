import { runProviderSuite } from '@triggerkit/conformance'
import { expo } from '@triggerkit/providers/expo'
import { Expo } from 'expo-server-sdk'
import type { Dispatcher } from 'undici'
import { expect } from 'vitest'
import { ExpoServer } from './server/expo-server.ts'

const accessToken = 'expo-access-token-4711'
const device = 'ExponentPushToken[shop:ok:1234567890abcdef]'

function push(
  token: string,
  body = 'Your order is on its way',
): { type: 'notification.push'; [field: string]: unknown } {
  return { type: 'notification.push', notification: 'push', device_tokens: [token], title: 'Order {{record.id}}', body }
}

runProviderSuite({
  name: 'expo() push',
  family: 'push',
  triedOn: "an HTTPS server speaking Expo's push API",
  async setup() {
    const server = await new ExpoServer().start()
    const silent = await new ExpoServer().start()
    server.accessToken = accessToken
    silent.isSilent = true
    const agents: Dispatcher[] = []
    const agent = (settings?: Parameters<ExpoServer['dispatcher']>[0], of = server): Dispatcher => {
      agents.push(of.dispatcher(settings))
      return agents.at(-1)!
    }
    const create = (): unknown => expo({ accessToken, httpAgent: agent() })
    return {
      create,
      actions: [
        { action: push(device), result: { tickets: [{ token: '…cdef', id: expect.stringMatching(/^ticket-/) }] } },
      ],
      arrived: () => server.taken.length,
      failures: {
        down: {
          outcome: 'retry',
          create: () => expo({ accessToken, httpAgent: agent({ port: 65_431 }) }),
          message: /ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        tls: {
          outcome: 'retry',
          create: () => expo({ accessToken, httpAgent: agent({ isTrusted: false }) }),
          message: /certificate/,
        },
        credentials: {
          outcome: 'final',
          create: () => expo({ accessToken: 'expo-access-token-wrong', httpAgent: agent() }),
          message: /bearer token is invalid.*Give expo\(\{ accessToken \}\)/,
          code: 'PUSH_CREDENTIALS',
          status: 401,
        },
        'too-large': {
          outcome: 'final',
          create,
          action: { action: push(device, 'x'.repeat(4_200)) },
          message: /4096 is most/,
          code: 'PUSH_TOO_LARGE',
        },
        'unknown-target': {
          outcome: 'final',
          create,
          action: { action: push('ExponentPushToken[shop:DeviceNotRegistered:1234abcd]') },
          message: /DeviceNotRegistered: "…abcd".*Take the token out of your records/,
          code: 'PUSH_TOKEN_GONE',
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: push('no-token-of-expo') },
          message: /…expo: it is no push token of Expo/,
          code: 'PUSH_TOKEN_INVALID',
        },
      },
      silent: () => expo({ httpAgent: agent({}, silent) }),
      secrets: [accessToken, 'expo-access-token-wrong', 'shop:DeviceNotRegistered:1234abcd', 'no-token-of-expo'],
      withOwnClient: async () => {
        const client = new Expo({ accessToken, httpAgent: agent() })
        return {
          provider: expo({ client }),
          stillWorks: async () => Object.keys(await client.getPushNotificationReceiptsAsync(['1'])).length === 0,
          end: () => undefined,
        }
      },
      async teardown() {
        await Promise.all(agents.map((each) => each.destroy()))
        await server.stop()
        await silent.stop()
      },
    }
  },
})
