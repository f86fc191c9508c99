import { createECDH } from 'node:crypto'
import type { EgressOptions } from '@triggerkit/core/adapter'
import type { Customize } from '../push/customized.ts'
import type { PushOptions } from '../push/push-options.ts'
import type { WebPushLike, WebPushUrgency } from './web-push-like.ts'

/** Who sends, for the push services (RFC 8292): `npx web-push generate-vapid-keys`. */
export interface VapidKeys {
  /** Whom they may ask: `mailto:ops@example.com`, or an https address. */
  subject: string
  /** 65 bytes in base64url; browsers subscribe with it as their `applicationServerKey`. */
  publicKey: string
  /** 32 bytes in base64url. */
  privateKey: string
}

export interface WebPushOptions extends PushOptions {
  vapid: VapidKeys
  /** Seconds that a push service keeps a notification for a browser that is not there. Default: four weeks. */
  ttlSeconds?: number
  /** How much a device's battery is worth. Default `normal`. */
  urgency?: WebPushUrgency
  /** Which addresses subscriptions may lead to, as `egress` of the engine for stored definitions. Default: the public ones. */
  egress?: Pick<EgressOptions, 'allow' | 'deny' | 'closed' | 'resolve'>
  /** Requests under way at a time. Default 50. */
  concurrency?: number
  /** The module web-push, where it is not to be loaded here. */
  client?: WebPushLike
  /** Changes what the service worker gets: actions, an icon. What it throws is final. */
  customize?: Customize<WebPushPayload>
}

/** What the service worker reads from `event.data.json()`. */
export interface WebPushPayload {
  title: string
  body: string
  data: unknown
  /** The same for each attempt: `showNotification(title, { body, data, tag })` then shows one notification. */
  tag: string
  [name: string]: unknown
}

const urgencies: readonly unknown[] = ['very-low', 'low', 'normal', 'high']

/** Everything that is wrong with the options, but for `egress`. */
export function problemsOf(options: WebPushOptions): string[] {
  const { vapid, ttlSeconds, urgency = 'normal', concurrency, client } = options
  const problems = vapidProblems(vapid)
  if (ttlSeconds !== undefined && !(Number.isSafeInteger(ttlSeconds) && ttlSeconds >= 0))
    problems.push('`ttlSeconds` has to be a whole number from 0')
  if (!urgencies.includes(urgency)) problems.push(`\`urgency\` has to be one of ${urgencies.join(', ')}`)
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency > 0))
    problems.push('`concurrency` has to be a whole number above 0')
  if (client !== undefined && typeof client?.generateRequestDetails !== 'function')
    problems.push('`client` has to be the module web-push')
  for (const name of ['customize', 'onTokenGone'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      problems.push(`\`${name}\` has to be a function`)
  return problems
}

function vapidProblems(vapid: Partial<VapidKeys> | undefined): string[] {
  const { subject, publicKey, privateKey } = vapid ?? {}
  const problems: string[] = []
  const isAddress = typeof subject === 'string' && URL.canParse(subject) && /^(?:https|mailto):/.test(subject)
  if (!isAddress) problems.push('`vapid.subject` has to be a mailto: or https: address')
  const publicBytes = bytesOf(publicKey)
  const privateBytes = bytesOf(privateKey)
  if (publicBytes?.length !== 65) problems.push('`vapid.publicKey` has to have 65 bytes in base64url')
  if (privateBytes?.length !== 32) problems.push('`vapid.privateKey` has to have 32 bytes in base64url')
  if (publicBytes?.length === 65 && privateBytes?.length === 32 && !isPair(publicBytes, privateBytes))
    problems.push('`vapid.publicKey` and `vapid.privateKey` are not of one pair')
  return problems
}

function bytesOf(text: unknown): Buffer | undefined {
  return typeof text === 'string' && /^[\w-]+$/.test(text) ? Buffer.from(text, 'base64url') : undefined
}

function isPair(publicBytes: Buffer, privateBytes: Buffer): boolean {
  try {
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(privateBytes)
    return pair.getPublicKey().equals(publicBytes)
  } catch {
    return false
  }
}
