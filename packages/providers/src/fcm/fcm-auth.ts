import type { ProviderCall, ProviderError } from '@triggerkit/core'
import type { FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { pushCode } from '../push/push-code.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { FcmCredentials } from './fcm-options.ts'

/** What a client of google-auth-library has to offer; it keeps the token until it ends. */
export interface FcmAuth {
  getAccessToken(): Promise<{ token?: string | null } | string | null | undefined>
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging'

/** A client for a service account. */
export async function openAuth(
  { client_email: email, private_key: key }: FcmCredentials,
  fetch: typeof globalThis.fetch | undefined,
): Promise<FcmAuth> {
  const { JWT } = await loadVendor('fcm()', 'google-auth-library', () => import('google-auth-library'))
  const transporterOptions = fetch === undefined ? {} : { fetchImplementation: fetch }
  return new JWT({ email, key, scopes: [scope], transporterOptions })
}

/** The access token that Google gives for it. @throws ProviderError where it gives none. */
export async function accessTokenOf(
  auth: FcmAuth,
  { signal, call, failures }: { signal: AbortSignal; call: ProviderCall | undefined; failures: ProviderFailures },
): Promise<string> {
  const answer = await untilAborted(signal, () => auth.getAccessToken()).catch((error: unknown) => {
    signal.throwIfAborted()
    throw toAuthFailure(error, call, failures)
  })
  const token = typeof answer === 'object' ? answer?.token : answer
  if (typeof token === 'string' && token !== '') return token
  throw toAuthFailure(new Error('there was no token in the answer'), call, failures)
}

function toAuthFailure(thrown: unknown, call: ProviderCall | undefined, failures: ProviderFailures): ProviderError {
  const { status: own, response } = (thrown ?? {}) as { status?: unknown; response?: { status?: unknown } }
  const status = [own, response?.status].find((value) => typeof value === 'number')
  return failures.of(thrown, call, { doing: 'get an access token of Google', status, ...outcomeOf(status, thrown) })
}

function outcomeOf(status: number | undefined, thrown: unknown): Partial<FailureDescription> {
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429
  const { code } = thrown as { code?: unknown }
  const isUnsigned = typeof code === 'string' && code.startsWith('ERR_OSSL')
  if (!refused && !isUnsigned) return {}
  const remedy =
    'Give fcm({ credentials }) the key file of a service account that may send messages, and see that the clock is right'
  return { retryable: false, code: pushCode.credentials, remedy }
}
