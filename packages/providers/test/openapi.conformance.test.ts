import { type ProviderBench, runProviderSuite } from '@triggerkit/conformance'
import { Trigger } from '@triggerkit/core'
import { type OpenApiApp, openApi } from '@triggerkit/providers/openapi'
import { crm, payments } from './openapi/documents.ts'
import { apiSecret, startApiServer } from './server/openapi-server.ts'
import { startSilentServer } from './server/silent-server.ts'

const wrongSecret = 'sk_test_wr0ngs3cret'
const contact = { org: 'acme', name: 'Ann' }

runProviderSuite({ name: 'openApi()', family: 'action', triedOn: 'an HTTP server, documents of 3.0 and 3.1', setup })

async function setup(): Promise<ProviderBench> {
  const [api, secure, gone, silent] = await Promise.all([
    startApiServer(),
    startApiServer({ tls: true }),
    startApiServer(),
    startSilentServer(),
  ])
  await gone.close()
  const auth = { bearer: apiSecret }
  api.answer = ({ body }) => {
    if (body.includes('refused')) return { status: 422, body: { message: 'no such name' } }
    return body.length > 10_000 ? { status: 413, body: { message: 'that is too much' } } : undefined
  }
  const create = (app: Partial<OpenApiApp> = {}) => {
    const given = { serverUrl: api.url, auth, ...app }
    return openApi({ apps: { crm: { document: crm, ...given }, stripe: { document: payments, ...given } } })
  }
  const actionOf = (name: string, input: object) => ({ action: Trigger.action.execute('crm', name, input as never) })
  return {
    create: () => create(),
    actions: [
      { ...actionOf('create-contact', contact), result: { status: 200, body: { url: '/orgs/acme/contacts' } } },
      { action: Trigger.action.execute('stripe', 'post-customers', { email: 'ann@example.com', metadata: { a: 1 } }) },
    ],
    arrived: () => api.done,
    failures: {
      down: {
        outcome: 'retry',
        create: () => create({ serverUrl: gone.url }),
        message: /could not do createContact.* runs/,
      },
      credentials: {
        outcome: 'final',
        create: () => create({ auth: { bearer: () => wrongSecret } }),
        message: /answered 401: Invalid API Key provided.*`auth` has the right secret/,
        status: 401,
      },
      tls: { outcome: 'retry', create: () => create({ serverUrl: secure.url }), message: /certificate/ },
      'too-large': {
        outcome: 'final',
        create: () => create(),
        action: actionOf('create-contact', { ...contact, name: 'x'.repeat(20_000) }),
        message: /answered 413: that is too much.*Give it less at a time/,
        status: 413,
      },
      'unknown-target': {
        outcome: 'final',
        create: () => create(),
        action: actionOf('create-contract', contact),
        message: /no operation "create-contract"\. The closest: createContact/,
        code: 'APP_ACTION_UNKNOWN',
      },
      rejected: {
        outcome: 'final',
        create: () => create(),
        action: actionOf('create-contact', { ...contact, name: 'refused' }),
        message: /answered 422: no such name/,
        status: 422,
      },
    },
    silent: () => create({ serverUrl: `http://127.0.0.1:${silent.port}` }),
    secrets: [apiSecret, wrongSecret],
    teardown: async () => {
      await Promise.all([api.close(), secure.close(), silent.close()])
    },
  }
}
