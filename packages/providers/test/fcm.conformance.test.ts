import { runProviderSuite } from '@triggerkit/conformance'
import { type FcmOptions, fcm } from '@triggerkit/providers/fcm'
import { JWT } from 'google-auth-library'
import { expect } from 'vitest'
import { FcmServer, projectId } from './server/fcm-server.ts'

type Action = { type: 'notification.push'; [field: string]: unknown }

function push(token: string, body = 'Your order is on its way'): Action {
  return { type: 'notification.push', notification: 'push', device_tokens: [token], title: 'Order {{record.id}}', body }
}

runProviderSuite({
  name: 'fcm() push',
  family: 'push',
  triedOn: "an HTTP server speaking FCM HTTP v1 and Google's token endpoint",
  async setup() {
    const server = await new FcmServer().start()
    const silent = await new FcmServer().start()
    const secure = await new FcmServer({ isSecure: true }).start()
    silent.isSilent = true
    const stranger = new FcmServer().privateKey
    const account = (of: FcmServer, key = of.privateKey): FcmOptions => ({
      credentials: { client_email: of.email, private_key: key, project_id: projectId },
      endpoint: of.endpoint,
      fetch: of.fetch,
    })
    const create = (): unknown => fcm(account(server))
    return {
      create,
      actions: [
        {
          action: push('ok:device-token-1234'),
          result: { tickets: [{ token: '…1234', id: expect.stringMatching(/^projects\/shop-1\/messages\/0:/) }] },
        },
      ],
      arrived: () => server.taken.length,
      failures: {
        down: {
          outcome: 'retry',
          create: () => fcm({ ...account(server), endpoint: 'http://127.0.0.1:65431' }),
          message: /ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        tls: {
          outcome: 'retry',
          create: () => fcm({ ...account(server), endpoint: secure.endpoint }),
          message: /certificate/,
          code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        },
        credentials: {
          outcome: 'final',
          create: () => fcm(account(server, stranger)),
          message: /invalid_grant: Invalid JWT Signature.*Give fcm\(\{ credentials \}\)/,
          code: 'PUSH_CREDENTIALS',
          status: 400,
        },
        'too-large': {
          outcome: 'final',
          create,
          action: { action: push('ok:device-token-1234', 'x'.repeat(4_200)) },
          message: /4096 is most/,
          code: 'PUSH_TOO_LARGE',
        },
        'unknown-target': {
          outcome: 'final',
          create: () => fcm({ ...account(server), projectId: 'another-project' }),
          message: /PERMISSION_DENIED.*`projectId`/,
          status: 403,
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: push('invalid:device-token-5678') },
          message: /…5678.*not a valid FCM registration token/,
          code: 'PUSH_TOKEN_INVALID',
          status: 400,
        },
      },
      silent: () => fcm(account(silent)),
      secrets: [server, silent]
        .flatMap(({ privateKey }) => [privateKey, privateKey.slice(40, 90)])
        .concat(stranger.slice(40, 90), 'device-token-', 'ya29.'),
      withOwnClient: async () => {
        const scopes = ['https://www.googleapis.com/auth/firebase.messaging']
        const transporterOptions = { fetchImplementation: server.fetch }
        const auth = new JWT({ email: server.email, key: server.privateKey, scopes, transporterOptions })
        return {
          provider: fcm({ auth, projectId, endpoint: server.endpoint }),
          stillWorks: async () => server.tokens.includes((await auth.getAccessToken()).token ?? ''),
          end: () => undefined,
        }
      },
      async teardown() {
        await Promise.all([server, silent, secure].map((each) => each.stop()))
      },
    }
  },
})
