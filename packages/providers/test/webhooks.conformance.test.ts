import { runProviderSuite } from '@triggerkit/conformance'
import { webhooks } from '@triggerkit/providers/webhooks'
import { startSilentServer } from './server/silent-server.ts'
import { WebhookReceiver } from './server/webhook-receiver.ts'

const secret = `whsec_${Buffer.from('a secret of 32 bytes for tests..').toString('base64')}`
const otherSecret = `whsec_${Buffer.from('another one of 32 bytes, as well').toString('base64')}`

const notify = (message: string, callback: object = { body: { id: '{{record.id}}' } }) => ({
  type: 'notification.callback',
  notification: `webhooks:${message}`,
  callback,
})

runProviderSuite({
  name: 'webhooks() callback',
  family: 'callback',
  triedOn: 'HTTP servers that verify with standardwebhooks',
  async setup() {
    const receiver = await new WebhookReceiver({ secret }).start()
    const secure = await new WebhookReceiver({ secret, secure: true }).start()
    const silent = await startSilentServer()
    receiver.answer = ({ url, body }, response) => {
      if (url === '/gone') response.writeHead(410).end()
      else if (body.length > 10_000) response.writeHead(413).end('too much')
      else response.end('{"ok":true}')
    }
    const at = (url: string, given = secret) =>
      webhooks({
        endpoints: {
          'order-created': { url, secret: given, headers: { authorization: 'Bearer bearer-token-4711' } },
          shop: { url: `${url}/shops/{shop}`, secret: given },
          gone: { url: `${url}/gone`, secret: given },
        },
      })
    const create = () => at(receiver.url)
    return {
      create,
      actions: [
        { action: notify('order-created'), result: { status: 200, body: { ok: true } } },
        { action: notify('shop', { body: {}, params: { shop: 'a/b' }, query: { q: '1' } }) },
      ],
      arrived: () => receiver.taken.length,
      failures: {
        down: {
          outcome: 'retry',
          create: () => at('http://127.0.0.1:1'),
          message: /could not call the webhook "order-created" at http:.*ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        credentials: {
          outcome: 'final',
          create: () => at(receiver.url, otherSecret),
          message: /answered 401, and said "the signature is wrong"\. See that the secret .* receiver/,
          code: 'WEBHOOK_STATUS',
          status: 401,
        },
        tls: { outcome: 'retry', create: () => at(secure.url), message: /certificate.*speaks TLS on this port/ },
        'too-large': {
          outcome: 'final',
          create,
          action: { action: notify('order-created', { body: { text: 'x'.repeat(20_000) } }) },
          message: /answered 413.*Send a smaller body/,
          status: 413,
        },
        'unknown-target': {
          outcome: 'final',
          create,
          action: { action: notify('order-creatd') },
          message:
            /knows no webhook "order-creatd"\. Did you mean "order-created"\? There are: order-created, shop, gone/,
          code: 'WEBHOOK_UNKNOWN',
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: notify('gone') },
          message: /answered 410\. The receiver wants no more of it: take the endpoint out/,
          status: 410,
        },
      },
      silent: () => at(`http://127.0.0.1:${silent.port}`),
      secrets: [secret, secret.slice(6), otherSecret.slice(6), 'bearer-token-4711'],
      teardown: () => Promise.all([receiver.stop(), secure.stop(), silent.close()]).then(() => undefined),
    }
  },
})
