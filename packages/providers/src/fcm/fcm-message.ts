import type { ProviderCall, Push } from '@triggerkit/core'
import { toText } from '@triggerkit/core/adapter'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { customized } from '../push/customized.ts'
import { notificationTag } from '../push/notification-tag.ts'
import { pushCode } from '../push/push-code.ts'
import type { FcmOptions } from './fcm-options.ts'

type Fields = Record<string, unknown>

/** A message of FCM HTTP v1, for one device. */
export interface FcmMessage {
  token: string
  notification?: { title?: string; body?: string; image?: string }
  data?: Record<string, string>
  android?: Fields & { notification?: Fields }
  apns?: Fields & { headers?: Record<string, string>; payload?: Fields }
  webpush?: Fields & { headers?: Record<string, string>; notification?: Fields }
  fcm_options?: Fields
}

/** Most bytes of a message that FCM takes. */
const maxBytes = 4_096

/**
 * The message without its token. On the device a repeated notification takes the place of the first one, by a tag made of the idempotency key.
 *
 * @throws ProviderError, final, where it is too large, or cannot be made.
 */
export function toFcmMessage(
  push: Push,
  call: ProviderCall,
  { failures, collapseKey, customize }: Pick<FcmOptions, 'collapseKey' | 'customize'> & { failures: ProviderFailures },
): FcmMessage {
  const tag = notificationTag(call.idempotencyKey)
  const key = collapseKey?.(push, call)
  const plain: FcmMessage = {
    token: '',
    notification: { title: push.title, body: push.body },
    data: textsOf(push.data),
    android: { ...(key !== undefined && { collapse_key: key }), notification: { tag } },
    apns: { headers: { 'apns-collapse-id': key ?? tag } },
    webpush: { ...(key !== undefined && { headers: { Topic: key } }), notification: { tag } },
  }
  const message = customized(customize, plain, { push, call, failures })
  const bytes = bytesOf(message)
  if (bytes <= maxBytes) return message
  const problem = `cannot send the notification: title, body and data have ${bytes} bytes, and ${maxBytes} is most. Send less, and have the application fetch the rest.`
  throw failures.final(call, problem, pushCode.tooLarge)
}

/** FCM knows texts alone; what has no value is left out. */
function textsOf(data: Push['data']): Record<string, string> {
  const given = Object.entries(data).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(given.map(([name, value]) => [name, toText(value)]))
}

/** What surely counts: FCM itself decides about the rest. */
function bytesOf({ notification = {}, data = {} }: FcmMessage): number {
  const texts = [...Object.values(notification), ...Object.entries(data).flat()]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(String(text ?? '')), 0)
}
