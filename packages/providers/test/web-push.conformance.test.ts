import { runProviderSuite } from '@triggerkit/conformance'
import { subscriptionToken, type WebPushOptions, webPush } from '@triggerkit/providers/web-push'
import client from 'web-push'
import { PushServer } from './server/push-server.ts'

type Action = { type: 'notification.push'; [field: string]: unknown }

function push(token: string, body = 'Your order is on its way'): Action {
  return { type: 'notification.push', notification: 'push', device_tokens: [token], title: 'Order {{record.id}}', body }
}

runProviderSuite({
  name: 'webPush() push',
  family: 'push',
  triedOn: 'an HTTP push service that verifies VAPID and decrypts',
  async setup() {
    const server = await new PushServer().start()
    const secure = await new PushServer({ isSecure: true }).start()
    const vapid = { subject: 'mailto:ops@example.com', ...client.generateVAPIDKeys() }
    const stranger = { ...vapid, ...client.generateVAPIDKeys() }
    const egress = { allow: [server.host, secure.host] }
    const subscription = server.subscribe(vapid.publicKey)
    const device = push(subscriptionToken(subscription))
    const gone = server.subscribe(vapid.publicKey)
    server.unsubscribe(gone)
    const create = (options: Partial<WebPushOptions> = {}): unknown => webPush({ vapid, egress, ...options })
    const silent = await new PushServer().start()
    silent.isSilent = true
    const asleep = { ...subscription, endpoint: subscription.endpoint.replace(server.host, silent.host) }
    return {
      create: () => create(),
      actions: [
        { action: device, result: { tickets: [{ token: `${server.host}…${subscription.endpoint.slice(-4)}` }] } },
      ],
      arrived: () => server.received.length,
      failures: {
        down: { none: 'each browser has a push service of its own, and none of them says how the others are' },
        tls: {
          outcome: 'retry',
          create: () => create(),
          action: { action: push(subscriptionToken(secure.subscribe(vapid.publicKey))) },
          message: /DEPTH_ZERO_SELF_SIGNED_CERT/,
          code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        },
        credentials: {
          outcome: 'final',
          create: () => create({ vapid: stranger }),
          message: /answered 403 \(another key than that of …\).*`vapid\.publicKey`/,
          code: 'PUSH_CREDENTIALS',
          status: 403,
        },
        'too-large': {
          outcome: 'final',
          create: () => create(),
          action: { action: push(subscriptionToken(subscription), 'x'.repeat(4_000)) },
          message: /3993 is most/,
          code: 'PUSH_TOO_LARGE',
        },
        'unknown-target': {
          outcome: 'final',
          create: () => create(),
          action: { action: push(subscriptionToken(gone)) },
          message: /answered 410.*The subscription is gone: take it out of your records/,
          code: 'PUSH_TOKEN_GONE',
          status: 410,
        },
        rejected: {
          outcome: 'final',
          create: () => webPush({ vapid }),
          message: /only public ones may be reached.*webPush\(\{ egress: \{ allow/,
          code: 'EGRESS_REFUSED',
        },
      },
      silent: () => {
        // The same action, by another way to the address of the silent one.
        const provider = create({ egress: { allow: [silent.host] } }) as ReturnType<typeof webPush>
        const token = subscriptionToken(asleep)
        return {
          ...provider,
          send: (sent, call) => provider.send({ ...sent, deviceTokens: [token] }, call),
        } as typeof provider
      },
      secrets: [
        vapid.privateKey,
        stranger.privateKey,
        subscription.keys.auth,
        gone.keys.auth,
        ...[subscription, gone].map(({ endpoint }) => endpoint.slice(-20)),
      ],
      withOwnClient: async () => ({
        provider: create({ client }),
        stillWorks: async () => client.generateVAPIDKeys().publicKey.length > 0,
        end: () => undefined,
      }),
      async teardown() {
        await Promise.all([server, secure, silent].map((each) => each.stop()))
      },
    }
  },
})
