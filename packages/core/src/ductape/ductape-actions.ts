import type { DuctapeAction, DuctapeCall } from './ductape-call.ts'
import { earlierDuctapeCalls as earlier } from './earlier-ductape-calls.ts'

const place = { product: '{{product}}', env: '{{env}}' }

const file = { ...place, storage: '{{storage}}', fileName: '{{path}}' }
const upload: DuctapeCall = {
  path: 'storage.upload',
  argument: { ...file, buffer: '{{file.bytes}}', mimeType: '{{mimeType}}' },
}
const entry = { ...place, cache: '{{cache}}', key: '{{key}}' }
const setEntry = { ...entry, value: '{{text}}', expiry: '{{expiry}}' }
const publish = { ...place, event: '{{broker}}', message: '{{message}}' }
const run = { ...place, tag: '{{workflow}}', input: '{{input}}', idempotency_key: '{{idempotencyKey}}' }
const counted = { ...place, quota: '{{quota}}', identifier: '{{key}}', cost: '{{amount}}' }
const alternatives = { ...place, tag: '{{fallback}}', input: '{{input}}' }

/** A channel of `notifications`, by the names that it had in turn. */
function channel(name: string, own: string, input: Record<string, string>): DuctapeCall[] {
  const argument = { ...place, notification: '{{notification}}', input }
  return [
    { path: `notifications.${name}.send`, argument },
    { path: `notifications.${name}`, argument },
    { path: 'notifications.send', argument: { ...place, event: '{{notification}}', input: { [own]: input } } },
  ]
}

/**
 * What each action type becomes with a Ductape instance: the calls of its SDK, newest first where its versions differ. The SDK's
 * documentation from February 2025 to July 2026 says so.
 */
export const ductapeActions: Readonly<Record<string, DuctapeAction>> = {
  'notification.email': {
    calls: [
      ...channel('email', 'email', {
        recipients: '{{recipients}}',
        subject: '{{subject}}',
        template: '{{template}}',
      }),
      ...earlier.email,
    ],
    answer: 'success',
  },
  'notification.sms': {
    calls: channel('sms', 'sms', { recipients: '{{recipients}}', body: '{{body}}' }),
    answer: 'success',
  },
  'notification.push': {
    calls: [
      ...channel('push', 'push_notification', {
        device_tokens: '{{device_tokens}}',
        title: '{{title}}',
        body: '{{body}}',
        data: '{{data}}',
      }),
    ],
    answer: 'success',
  },
  'notification.callback': {
    calls: [
      ...channel('callback', 'callback', {
        query: '{{query}}',
        params: '{{params}}',
        body: '{{body}}',
        headers: '{{headers}}',
      }),
      ...earlier.callback,
    ],
    answer: 'success',
  },
  'broker.publish': {
    calls: [
      { path: 'messaging.produce', argument: publish },
      { path: 'events.produce', argument: publish },
      { path: 'messageBrokers.produce', argument: publish },
      { path: 'events.publish', argument: publish },
      ...earlier.publish,
    ],
    answer: 'result',
  },
  'cache.get': {
    calls: [
      { path: 'caches.get', argument: entry },
      { path: 'cache.get', argument: entry },
    ],
    answer: 'entry',
  },
  'cache.set': {
    calls: [
      { path: 'caches.set', argument: setEntry },
      { path: 'cache.set', argument: setEntry },
    ],
    answer: 'result',
  },
  'cache.delete': {
    calls: ['caches.clear', 'caches.delete', 'cache.clear', 'cache.delete'].map((path) => ({ path, argument: entry })),
    answer: 'result',
  },
  'cache.invalidate': {
    calls: [
      ...['caches.invalidate', 'cache.invalidate'].map((path) => ({
        path,
        argument: { ...place, cache: '{{cache}}', pattern: '{{pattern}}' },
      })),
      ...['caches', 'cache'].map((owner) => ({
        path: `${owner}.fetchValues`,
        argument: { ...place, cache: '{{cache}}', page: '{{page}}', limit: 100 },
        eachKey: { path: `${owner}.clear`, argument: entry },
      })),
    ],
    answer: 'result',
  },
  'storage.upload': { calls: [upload, ...earlier.upload], answer: 'success' },
  'storage.delete': {
    calls: [
      { path: 'storage.remove', argument: file },
      { path: 'storage.delete', argument: file },
    ],
    answer: 'success',
  },
  'storage.copy': {
    calls: [
      {
        path: 'storage.copy',
        argument: { ...place, storage: '{{storage}}', source: '{{source}}', destination: '{{destination}}' },
      },
      {
        path: 'storage.download',
        argument: { ...place, storage: '{{storage}}', fileName: '{{source}}' },
        next: {
          path: 'storage.upload',
          argument: {
            ...place,
            storage: '{{storage}}',
            fileName: '{{destination}}',
            buffer: '{{answer.data}}',
            mimeType: '{{answer.mimeType}}',
          },
        },
      },
    ],
    answer: 'success',
  },
  'workflow.execute': {
    calls: [
      { path: 'workflows.execute', argument: run },
      { path: 'features.execute', argument: run },
      { path: 'feature.execute', argument: run },
      ...earlier.feature,
    ],
    answer: 'success',
  },
  'workflow.dispatch': {
    calls: [
      { path: 'workflows.dispatch', argument: { ...place, workflow: '{{workflow}}', input: '{{input}}' } },
      { path: 'features.dispatch', argument: { ...place, feature: '{{workflow}}', input: '{{input}}' } },
      { path: 'feature.dispatch', argument: { ...place, feature: '{{workflow}}', input: '{{input}}' } },
    ],
    answer: 'success',
  },
  'action.execute': {
    calls: [
      ...['actions.run', 'api.run'].map((path) => ({
        path,
        argument: { ...place, app: '{{app}}', action: '{{action}}', input: '{{input}}' },
      })),
      ...earlier.action,
    ],
    answer: 'result',
  },
  'agent.run': {
    calls: [
      {
        path: 'agents.run',
        argument: { ...place, tag: '{{agent}}', input: '{{prompt}}', context: '{{context}}' },
      },
    ],
    answer: 'success',
  },
  'quota.check': {
    calls: [
      { path: 'quotas.check', argument: counted },
      { path: 'quota.check', argument: counted },
      {
        path: 'resilience.quotas.check',
        argument: { ...place, tag: '{{quota}}', identifier: '{{key}}', amount: '{{amount}}' },
      },
      ...earlier.quotaCheck,
    ],
    answer: 'quota',
  },
  'quota.consume': {
    calls: [
      { path: 'quotas.consume', argument: counted },
      { path: 'quota.consume', argument: counted },
      { path: 'quotas.check', argument: counted, next: { path: 'quotas.increment', argument: counted } },
      ...earlier.quotaConsume,
    ],
    answer: 'quota',
  },
  'fallback.execute': {
    calls: [
      ...['fallbacks.run', 'fallback.run', 'resilience.fallbacks.run', 'resilience.fallback.run'].map((path) => ({
        path,
        argument: alternatives,
      })),
      ...earlier.fallback,
    ],
    answer: 'result',
  },
}
