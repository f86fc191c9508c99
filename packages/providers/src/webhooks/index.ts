export type { CloudEventOptions } from '../message/cloud-event.ts'
export { webhooks } from './webhooks.ts'
export type { WebhookEndpoint, WebhookEndpoints, WebhooksOptions } from './webhooks-options.ts'
