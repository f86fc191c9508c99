import type { ProviderCall, Push } from '@triggerkit/core'
import type { Customize } from '../push/customized.ts'
import type { PushOptions } from '../push/push-options.ts'
import type { FcmAuth } from './fcm-auth.ts'
import type { FcmMessage } from './fcm-message.ts'

/** The key file of a service account: the Firebase console, Project settings, Service accounts. */
export interface FcmCredentials {
  client_email: string
  private_key: string
  project_id?: string
}

/** By what it is let in: `credentials`, or an `auth` of your own. */
export interface FcmOptions extends PushOptions {
  /** The content of the key file, as an object or as its JSON text. */
  credentials?: FcmCredentials | string
  /** A client of google-auth-library (`GoogleAuth`, `JWT`, …) with the scope `https://www.googleapis.com/auth/firebase.messaging`. */
  auth?: FcmAuth
  /** Default: the one of `credentials`. Needed beside `auth`. */
  projectId?: string
  /** Default `https://fcm.googleapis.com`. */
  endpoint?: string
  /** What requests are sent by, those for access tokens of `credentials` among them: for proxies. Default: the platform's `fetch`. */
  fetch?: typeof globalThis.fetch
  /** Requests under way at a time. Default 100. */
  concurrency?: number
  /**
   * Under which key a later notification takes the place of one that a device has not got yet (Android's `collapse_key`, of which Google keeps
   * four for a device, Apple's `apns-collapse-id`, `Topic` of browsers). Default: none.
   */
  collapseKey?: (push: Push, call: ProviderCall) => string | undefined
  /** Changes what is sent: `android`, `apns`, `webpush`, or no `notification` for data alone. What it throws is final. */
  customize?: Customize<FcmMessage>
}

export interface FcmSetup {
  credentials?: FcmCredentials
  projectId: string
  endpoint: URL
}

/** What the options come to, and everything that is wrong with them. */
export function readOptions(options: FcmOptions): { setup: FcmSetup; problems: string[] } {
  const { auth, endpoint = 'https://fcm.googleapis.com', concurrency } = options
  const problems: string[] = []
  const credentials = readCredentials(options.credentials, problems)
  const projectId = options.projectId ?? credentials?.project_id
  if ((options.credentials === undefined) === (auth === undefined))
    problems.push('it needs either `credentials` or `auth`')
  if (auth !== undefined && typeof auth?.getAccessToken !== 'function')
    problems.push('`auth` has to be a client of google-auth-library')
  if (typeof projectId !== 'string' || !/^[\w:.-]+$/.test(projectId))
    problems.push('`projectId` has to be the id of a Firebase project')
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    problems.push('`endpoint` has to be an address like https://fcm.googleapis.com')
  if (concurrency !== undefined && !(Number.isSafeInteger(concurrency) && concurrency > 0))
    problems.push('`concurrency` has to be a whole number above 0')
  for (const name of ['fetch', 'collapseKey', 'customize', 'onTokenGone'] as const)
    if (options[name] !== undefined && typeof options[name] !== 'function')
      problems.push(`\`${name}\` has to be a function`)
  if (problems.length > 0) return { setup: undefined as never, problems }
  return { setup: { credentials, projectId: projectId as string, endpoint: new URL(endpoint) }, problems }
}

function readCredentials(given: FcmOptions['credentials'], problems: string[]): FcmCredentials | undefined {
  if (given === undefined) return undefined
  const read = typeof given === 'string' ? parse(given) : given
  if (typeof read !== 'object' || read === null) {
    problems.push('`credentials` has to be the content of a key file, an object or its JSON')
    return undefined
  }
  const credentials = read as Partial<FcmCredentials>
  const missing = (['client_email', 'private_key'] as const).filter((name) => typeof credentials[name] !== 'string')
  if (missing.length > 0) problems.push(`\`credentials\` has no ${missing.map((name) => `\`${name}\``).join(', no ')}`)
  else if (!credentials.private_key!.includes('PRIVATE KEY-----'))
    problems.push('`credentials.private_key` has to be a key in PEM')
  return credentials as FcmCredentials
}

/** The parser's error would quote the key. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
