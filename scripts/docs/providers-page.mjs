import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from '../workspace/root.mjs'
import { loadSource } from './load-source.mjs'
import { markdownTable } from './markdown-table.mjs'

const source = 'packages/providers/src'

/** @typedef {import('../../packages/providers/src/delivery/delivery.ts').Delivery} Delivery */

/** In the order of the specification's actions. */
const families = {
  email: '`notification.email`',
  sms: '`notification.sms`',
  push: '`notification.push`',
  callback: '`notification.callback`',
  broker: '`broker.publish`',
  cache: '`cache.*`',
  storage: '`storage.*`',
  workflow: '`workflow.*`',
  action: '`action.execute`',
  agent: '`agent.run`',
  quota: '`quota.*`',
  fallback: '`fallback.execute`',
  log: '`log.*`',
  http: '`http.*`',
}

/** What needs no provider: the core does it. @type {Delivery[]} */
const builtIn = [
  {
    provider: 'built in',
    subpath: '',
    family: 'http',
    vendor: [],
    confirmed: 'the receiver answered 2xx',
    idempotency: 'the header `Idempotency-Key`, and `webhook-id` where the request is signed',
    retried: 'no answer, 408, 425, 429 (`Retry-After`) and 5xx',
    final: 'other answers, and what the egress policy refuses',
    limits: '`egress`: ports, redirects, bytes of an answer',
    bulk: 'one request each, 16 at a time, over connections that are kept',
    tried: 'servers over HTTP and HTTPS, with a DNS server of the test',
  },
  {
    provider: 'the console',
    subpath: '',
    family: 'log',
    vendor: [],
    confirmed: 'the line is written',
    idempotency: 'nothing',
    retried: 'nothing',
    final: 'nothing',
    limits: 'one line, control characters escaped',
    bulk: 'a line each',
    tried: 'the console',
  },
]

/** docs/providers.md: what each provider promises, from its own `delivery.ts`. */
export async function providersPage() {
  const deliveries = [...(await allDeliveries()), ...builtIn]
  const unknown = deliveries.filter(({ family }) => !Object.hasOwn(families, family))
  if (unknown.length > 0) throw new Error(`no such family: ${unknown.map(({ family }) => family).join(', ')}`)
  const ordered = Object.keys(families).flatMap((family) => deliveries.filter((each) => each.family === family))
  return `${[head, overview(ordered), shared, semantics(ordered), practice(ordered)].join('\n\n')}\n`
}

/** @returns {Promise<Delivery[]>} */
async function allDeliveries() {
  const names = readdirSync(inRoot(source)).filter((name) => existsSync(inRoot(`${source}/${name}/delivery.ts`)))
  const loaded = await Promise.all(
    names.filter((name) => name !== 'delivery').map((name) => loadSource(`${source}/${name}/delivery.ts`)),
  )
  return loaded.flatMap(({ deliveries }) => deliveries)
}

const head = `# Providers

What really does an action: \`@triggerkit/providers\`, one subpath each, made on its vendor's or its field's own client. Install the client beside it;
or give your own instance of it, which stays yours. How actions find their providers, retry, fallbacks, quotas, health, and how to write a provider
of your own: [provider-guide.md](provider-guide.md). This page is generated from what each provider says of itself (\`npm run docs\`).

\`\`\`ts
import { createTriggers } from '@triggerkit/core'
import { rabbitmq } from '@triggerkit/providers/rabbitmq'
import { redis } from '@triggerkit/providers/redis'
import { smtp } from '@triggerkit/providers/smtp'

const triggers = createTriggers({
  env: process.env.APP_ENV,
  providers: {
    email: smtp({ url: process.env.SMTP_URL, from: 'The Shop <shop@example.com>' }),
    cache: { 'redis-cache': redis({ url: process.env.REDIS_URL }) },
    broker: { rabbitmq: rabbitmq({ url: process.env.AMQP_URL }) },
  },
})
console.table(await triggers.health())
\`\`\``

const shared = `Each of them passes one suite: its actions really arrive; an attempt whose time is up ends; what goes wrong is final or worth another attempt, and its
message says provider, tag, trigger, action and remedy; no password, key or token is in an error; \`health()\` tells up from down; \`close()\` ends what it
opened, and nothing that is yours. They connect at their first call. A host that is down, a time limit and an error of TLS are always worth another
attempt; wrong credentials, and options or input that cannot be, never.`

/** @param {Delivery[]} deliveries */
function overview(deliveries) {
  const rows = deliveries.map(({ family, provider, subpath, vendor }) => [
    families[/** @type {keyof typeof families} */ (family)],
    subpath === '' ? provider : `\`${provider}\``,
    subpath === '' ? '' : `\`@triggerkit/providers/${subpath}\``,
    vendor.map((name) => `\`${name}\``).join(', '),
  ])
  return markdownTable(['actions', 'provider', 'import from', 'install beside it'], rows)
}

/** @param {Delivery[]} deliveries */
function semantics(deliveries) {
  const rows = deliveries.map(({ provider, subpath, confirmed, idempotency, retried, final }) => [
    subpath === '' ? provider : `\`${provider}\``,
    confirmed,
    idempotency,
    retried,
    final,
  ])
  const headings = ['provider', 'done when', 'the idempotency key becomes', 'tried again', 'final']
  return `## Delivery\n\nOf a queued action the idempotency key is the Job's id, the same for all attempts.\n\n${markdownTable(headings, rows)}`
}

/** @param {Delivery[]} deliveries */
function practice(deliveries) {
  const rows = deliveries.map(({ provider, subpath, limits, bulk, tried }) => [
    subpath === '' ? provider : `\`${provider}\``,
    limits,
    bulk,
    tried,
  ])
  return `## Limits, many rows, and what it was tried on\n\n${markdownTable(['provider', 'limits', 'actions of many rows', 'tried on'], rows)}`
}
