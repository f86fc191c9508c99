import { describe, expect, it } from 'vitest'
import { builtInExecutors } from '../action/built-in-executors.ts'
import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import { ManualClock } from '../action/manual-clock.ts'
import { toEnvironment, toRun } from '../action/run-fixture.ts'
import { ductapeActions } from './ductape-actions.ts'
import { DuctapeInstance } from './ductape-instance.ts'
import { recordingInstance } from './recording-instance.ts'

const product = 'shop'
const env = 'prd'
const record = { id: 7, email: 'ann@example.com', avatar: 'aGk=' }

const payloads: Record<string, Record<string, unknown>> = {
  'notification.email': {
    notification: 'emails:welcome',
    recipients: ['{{record.email}}', 'Bob <bob@example.com>'],
    subject: { userName: 'Ann' },
    variables: { a: 1 },
    template: { id: '{{record.id}}' },
  },
  'notification.sms': { notification: 'sms:code', recipients: '+491', body: { code: '{{record.id}}' } },
  'notification.push': {
    notification: 'push:new',
    device_tokens: ['t1'],
    title: { sender: 'Ann' },
    body: 'text',
    data: { id: '{{record.id}}' },
  },
  'notification.callback': {
    notification: 'hooks:made',
    callback: { body: { id: '{{record.id}}' }, headers: { x: '1' } },
  },
  'broker.publish': { broker: 'kafka:user-events', message: { id: '{{record.id}}' } },
  'cache.get': { cache: 'redis', key: 'user:{{record.id}}' },
  'cache.set': { cache: 'redis', key: 'user:{{record.id}}', value: { id: '{{record.id}}' }, ttl: 60 },
  'cache.delete': { cache: 'redis', key: 'user:{{record.id}}' },
  'cache.invalidate': { cache: 'redis', pattern: 'user:*' },
  'storage.upload': { storage: 'files', path: '/u/{{record.id}}.png', dataField: 'avatar', mimeType: 'image/png' },
  'storage.delete': { storage: 'files', path: '/u/{{record.id}}.png' },
  'storage.copy': { storage: 'files', source: '/a.png', destination: '/u/{{record.id}}.png' },
  'workflow.execute': { workflow: 'onboard', input: { id: '{{record.id}}' } },
  'workflow.dispatch': { workflow: 'sync' },
  'action.execute': { app: 'stripe', action: 'create-customer', input: { id: '{{record.id}}' } },
  'agent.run': { agent: 'support', prompt: 'Greet {{record.id}}', context: { user: '{{record}}' } },
  'quota.check': { quota: 'mails', key: 'tenant-{{record.id}}', amount: 2 },
  'quota.consume': { quota: 'mails', key: 'tenant-{{record.id}}', amount: 2 },
  'fallback.execute': { fallback: 'pay', input: { id: '{{record.id}}' } },
}

async function perform(type: string, answers: Record<string, unknown>, payload = payloads[type]!) {
  const { instance, calls } = recordingInstance(answers)
  const environment = toEnvironment()
  environment.providers.general = new DuctapeInstance(instance, { product, env, clock: new ManualClock() })
  const [result] = await builtInExecutors()
    .get(type)!
    .execute([toRun({ type, payload, record })], environment)
  return { calls, result }
}

const place = { product, env }
const oldPlace = { product_tag: product, env }
const email = {
  recipients: ['ann@example.com', 'Bob <bob@example.com>'],
  subject: { userName: 'Ann' },
  template: { a: 1, id: 7 },
}
const sms = { recipients: ['+491'], body: { code: 7 } }
const push = { device_tokens: ['t1'], title: { sender: 'Ann' }, body: 'text', data: { id: 7 } }
const callback = { body: { id: 7 }, headers: { x: '1' } }
const earlierEmail = { to: email.recipients, subject: email.subject, template: email.template }
const hi = Buffer.from('hi')
const stored = { event: 'files', input: { buffer: 'aGk=', fileName: '/u/7.png', mimeType: 'image/png' } }
const file = { ...place, storage: 'files', fileName: '/u/7.png' }
const entry = { ...place, cache: 'redis', key: 'user:7' }
const counted = { ...place, quota: 'mails', identifier: 'tenant-7', cost: 2 }
const run = { ...place, tag: 'onboard', input: { id: 7 } }

const expected: Record<string, [path: string, argument: unknown][]> = {
  'notification.email': [
    ['notifications.email.send', { ...place, notification: 'emails:welcome', input: email }],
    ['notifications.email', { ...place, notification: 'emails:welcome', input: email }],
    ['notifications.send', { ...place, event: 'emails:welcome', input: { email } }],
    ['notification.send', { ...place, event: 'emails', input: { slug: 'welcome', email: earlierEmail } }],
    ['processor.notification.send', { ...oldPlace, event: 'emails', input: { slug: 'welcome', email: earlierEmail } }],
  ],
  'notification.sms': [
    ['notifications.sms.send', { ...place, notification: 'sms:code', input: sms }],
    ['notifications.sms', { ...place, notification: 'sms:code', input: sms }],
    ['notifications.send', { ...place, event: 'sms:code', input: { sms } }],
  ],
  'notification.push': [
    ['notifications.push.send', { ...place, notification: 'push:new', input: push }],
    ['notifications.push', { ...place, notification: 'push:new', input: push }],
    ['notifications.send', { ...place, event: 'push:new', input: { push_notification: push } }],
  ],
  'notification.callback': [
    ['notifications.callback.send', { ...place, notification: 'hooks:made', input: callback }],
    ['notifications.callback', { ...place, notification: 'hooks:made', input: callback }],
    ['notifications.send', { ...place, event: 'hooks:made', input: { callback } }],
    ['notification.send', { ...place, event: 'hooks', input: { slug: 'made', callback } }],
    ['processor.notification.send', { ...oldPlace, event: 'hooks', input: { slug: 'made', callback } }],
  ],
  'broker.publish': [
    ...['messaging.produce', 'events.produce', 'messageBrokers.produce', 'events.publish', 'broker.publish'].map(
      (path): [string, unknown] => [path, { ...place, event: 'kafka:user-events', message: { id: 7 } }],
    ),
    ['processor.messageBroker.publish', { ...oldPlace, event: 'kafka:user-events', input: { id: 7 } }],
  ],
  'cache.get': [
    ['caches.get', entry],
    ['cache.get', entry],
  ],
  'cache.set': [
    ['caches.set', { ...entry, value: '{"id":7}', expiry: new Date(60_000) }],
    ['cache.set', { ...entry, value: '{"id":7}', expiry: new Date(60_000) }],
  ],
  'cache.delete': [
    ['caches.clear', entry],
    ['caches.delete', entry],
    ['cache.clear', entry],
    ['cache.delete', entry],
  ],
  'cache.invalidate': [
    ['caches.invalidate', { ...place, cache: 'redis', pattern: 'user:*' }],
    ['cache.invalidate', { ...place, cache: 'redis', pattern: 'user:*' }],
  ],
  'storage.upload': [
    ['storage.upload', { ...file, buffer: hi, mimeType: 'image/png' }],
    ['storage.run', { ...place, ...stored }],
    ['processor.storage.run', { ...oldPlace, ...stored }],
  ],
  'storage.delete': [
    ['storage.remove', file],
    ['storage.delete', file],
  ],
  'storage.copy': [['storage.copy', { ...place, storage: 'files', source: '/a.png', destination: '/u/7.png' }]],
  'workflow.execute': [
    ['workflows.execute', { ...run, idempotency_key: '018f-key' }],
    ['features.execute', { ...run, idempotency_key: '018f-key' }],
    ['feature.execute', { ...run, idempotency_key: '018f-key' }],
    ['feature.run', run],
    ['processor.feature.run', { ...oldPlace, feature_tag: 'onboard', input: { id: 7 } }],
  ],
  'workflow.dispatch': [
    ['workflows.dispatch', { ...place, workflow: 'sync', input: {} }],
    ['features.dispatch', { ...place, feature: 'sync', input: {} }],
    ['feature.dispatch', { ...place, feature: 'sync', input: {} }],
  ],
  'action.execute': [
    ['actions.run', { ...place, app: 'stripe', action: 'create-customer', input: { id: 7 } }],
    ['api.run', { ...place, app: 'stripe', action: 'create-customer', input: { id: 7 } }],
    ['action.run', { ...place, app: 'stripe', event: 'create-customer', input: { id: 7 } }],
    ['processor.action.run', { ...place, app: 'stripe', event: 'create-customer', input: { id: 7 } }],
  ],
  'agent.run': [['agents.run', { ...place, tag: 'support', input: 'Greet 7', context: { user: record } }]],
  'quota.check': [
    ['quotas.check', counted],
    ['quota.check', counted],
    ['resilience.quotas.check', { ...place, tag: 'mails', identifier: 'tenant-7', amount: 2 }],
    ['quota.run', { ...place, quota_tag: 'mails', action: 'check', amount: 2 }],
    ['processor.quota.run', { ...oldPlace, quota_tag: 'mails', action: 'check', amount: 2 }],
  ],
  'quota.consume': [
    ['quotas.consume', counted],
    ['quota.consume', counted],
  ],
  'fallback.execute': [
    ...['fallbacks.run', 'fallback.run', 'resilience.fallbacks.run', 'resilience.fallback.run'].map(
      (path): [string, unknown] => [path, { ...place, tag: 'pay', input: { id: 7 } }],
    ),
    ['processor.fallback.run', { ...oldPlace, fallback_tag: 'pay', action: 'trigger', input: { id: 7 } }],
  ],
}

describe('what an action becomes with a Ductape instance', () => {
  it('is said of every action that a provider does', () => {
    expect(Object.keys(ductapeActions).sort()).toEqual(Object.keys(providerVerbs).sort())
    expect(Object.keys(expected).sort()).toEqual(Object.keys(ductapeActions).sort())
  })

  it.each(
    Object.entries(expected).flatMap(([type, calls]) => calls.map(([path, argument]) => ({ type, path, argument }))),
  )('$type: $path', async ({ type, path, argument }) => {
    const { calls } = await perform(type, { [path]: undefined })
    expect(calls).toStrictEqual([[path, argument]])
  })

  it.each(Object.entries(expected))('%s: the first call that there is, of all', async (type, calls) => {
    const paths = calls.map(([path]) => path)
    const apart = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)))
    const { calls: made } = await perform(type, Object.fromEntries(apart.map((path) => [path, undefined])))
    expect(made.map(([path]) => path)).toEqual([apart[0]])
  })

  it('is shown above for every call of the table but those of two steps', () => {
    const single = Object.entries(ductapeActions).map(([type, { calls }]) => [
      type,
      calls.filter(({ next, eachKey }) => next === undefined && eachKey === undefined).map(({ path }) => path),
    ])
    expect(Object.fromEntries(single)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([type, calls]) => [type, calls.map(([path]) => path)])),
    )
  })
})

describe('actions of two steps', () => {
  it.each([
    ['quotas.check', 'quotas.increment', counted, counted],
    [
      'quota.run',
      'quota.run',
      { ...place, quota_tag: 'mails', action: 'check', amount: 2 },
      { ...place, quota_tag: 'mails', action: 'increment', amount: 2 },
    ],
    [
      'processor.quota.run',
      'processor.quota.run',
      { ...oldPlace, quota_tag: 'mails', action: 'check', amount: 2 },
      { ...oldPlace, quota_tag: 'mails', action: 'increment', amount: 2 },
    ],
  ])('quota.consume by %s and %s', async (check, take, asked, taken) => {
    const { calls, result } = await perform('quota.consume', { [take]: { remaining: 1 }, [check]: { remaining: 3 } })
    expect(calls).toStrictEqual([
      [check, asked],
      [take, taken],
    ])
    expect(result).toEqual({ allowed: true, remaining: check === take ? 3 : 1 })
  })

  it('quota.consume takes nothing of what is used up', async () => {
    const failing = perform('quota.consume', { 'quotas.check': { remaining: 1 }, 'quotas.increment': undefined })
    await expect(failing).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' })
  })

  it('storage.copy by download and upload', async () => {
    const bytes = Buffer.from('x')
    const { calls } = await perform('storage.copy', {
      'storage.download': { data: bytes, mimeType: 'image/png', size: 1 },
      'storage.upload': { success: true },
    })
    expect(calls).toStrictEqual([
      ['storage.download', { ...place, storage: 'files', fileName: '/a.png' }],
      ['storage.upload', { ...file, buffer: bytes, mimeType: 'image/png' }],
    ])
    await expect(
      perform('storage.copy', { 'storage.download': {}, 'storage.upload': { success: true } }),
    ).rejects.toMatchObject({ code: 'DUCTAPE_ANSWER' })
  })

  it('cache.invalidate by listing all pages, then clearing what matches', async () => {
    const pages = [
      { values: [{ key: 'user:1' }, { key: 'order:1' }], totalPages: 2 },
      { values: [{ key: 'user:2' }], totalPages: 2 },
    ]
    const { calls, result } = await perform('cache.invalidate', {
      'caches.fetchValues': ({ page }: { page: number }) => Promise.resolve(pages[page - 1]),
      'caches.clear': true,
    })
    expect(result).toBe(2)
    expect(calls).toStrictEqual([
      ['caches.fetchValues', { ...place, cache: 'redis', page: 1, limit: 100 }],
      ['caches.fetchValues', { ...place, cache: 'redis', page: 2, limit: 100 }],
      ['caches.clear', { ...place, cache: 'redis', key: 'user:1' }],
      ['caches.clear', { ...place, cache: 'redis', key: 'user:2' }],
    ])
  })
})
