import type { DuctapeCall } from './ductape-call.ts'

const place = { product: '{{product}}', env: '{{env}}' }
/** `ductape.processor.*` calls the product so. */
const processorPlace = { product_tag: '{{product}}', env: '{{env}}' }
const check = { quota_tag: '{{quota}}', action: 'check', amount: '{{amount}}' }
const take = { quota_tag: '{{quota}}', action: 'increment', amount: '{{amount}}' }
const stored = {
  event: '{{storage}}',
  input: { buffer: '{{file.base64}}', fileName: '{{path}}', mimeType: '{{mimeType}}' },
}

/** A notification of the time when one call served all channels, and was told the message apart. */
function notification(input: DuctapeCall['argument']): DuctapeCall[] {
  const rest = { event: '{{tag}}', input: { slug: '{{name}}', ...input } }
  return [
    { path: 'notification.send', argument: { ...place, ...rest } },
    { path: 'processor.notification.send', argument: { ...processorPlace, ...rest } },
  ]
}

type EarlierName =
  | 'email'
  | 'callback'
  | 'publish'
  | 'upload'
  | 'feature'
  | 'action'
  | 'quotaCheck'
  | 'quotaConsume'
  | 'fallback'

/** The calls that the SDK had before its parts had plural names: `action.run`, and before those `processor.action.run`. */
export const earlierDuctapeCalls: Readonly<Record<EarlierName, readonly DuctapeCall[]>> = {
  email: notification({
    email: { to: '{{recipients}}', subject: '{{subject}}', template: '{{template}}' },
  }),
  callback: notification({
    callback: { query: '{{query}}', params: '{{params}}', body: '{{body}}', headers: '{{headers}}' },
  }),
  publish: [
    { path: 'broker.publish', argument: { ...place, event: '{{broker}}', message: '{{message}}' } },
    {
      path: 'processor.messageBroker.publish',
      argument: { ...processorPlace, event: '{{broker}}', input: '{{message}}' },
    },
  ],
  upload: [
    { path: 'storage.run', argument: { ...place, ...stored } },
    { path: 'processor.storage.run', argument: { ...processorPlace, ...stored } },
  ],
  feature: [
    { path: 'feature.run', argument: { ...place, tag: '{{workflow}}', input: '{{input}}' } },
    {
      path: 'processor.feature.run',
      argument: { ...processorPlace, feature_tag: '{{workflow}}', input: '{{input}}' },
    },
  ],
  action: ['action.run', 'processor.action.run'].map((path) => ({
    path,
    argument: { ...place, app: '{{app}}', event: '{{action}}', input: '{{input}}' },
  })),
  quotaCheck: [
    { path: 'quota.run', argument: { ...place, ...check } },
    { path: 'processor.quota.run', argument: { ...processorPlace, ...check } },
  ],
  quotaConsume: [
    {
      path: 'quota.run',
      argument: { ...place, ...check },
      next: { path: 'quota.run', argument: { ...place, ...take } },
    },
    {
      path: 'processor.quota.run',
      argument: { ...processorPlace, ...check },
      next: { path: 'processor.quota.run', argument: { ...processorPlace, ...take } },
    },
  ],
  fallback: [
    {
      path: 'processor.fallback.run',
      argument: { ...processorPlace, fallback_tag: '{{fallback}}', action: 'trigger', input: '{{input}}' },
    },
  ],
}
