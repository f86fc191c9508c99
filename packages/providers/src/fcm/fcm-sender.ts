import type { ProviderCall } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { shownToken } from '../push/shown-token.ts'
import { accessTokenOf, type FcmAuth } from './fcm-auth.ts'
import { toAnswerFailure } from './fcm-failure.ts'
import type { FcmMessage } from './fcm-message.ts'
import type { FcmSetup } from './fcm-options.ts'

interface Request {
  body: string
  signal: AbortSignal
  call?: ProviderCall
  doing: string
  conceal: (text: string) => string
}

/** Speaks FCM HTTP v1: one request for each message. */
export class FcmSender {
  readonly #url: URL
  readonly #fetch: typeof globalThis.fetch
  readonly #failures: ProviderFailures
  readonly #auth: () => Promise<FcmAuth>

  constructor({
    projectId,
    endpoint,
    fetch,
    failures,
    auth,
  }: FcmSetup & { fetch?: typeof globalThis.fetch; failures: ProviderFailures; auth: () => Promise<FcmAuth> }) {
    this.#url = new URL(`/v1/projects/${encodeURIComponent(projectId)}/messages:send`, endpoint)
    this.#fetch = fetch ?? ((...request) => globalThis.fetch(...request))
    this.#failures = failures
    this.#auth = auth
  }

  /** Resolves with the name that FCM gave the message. */
  async send(message: FcmMessage, call: ProviderCall): Promise<string | undefined> {
    const { token } = message
    const body = await this.#post({
      body: JSON.stringify({ message }),
      signal: call.signal,
      call,
      doing: `send the notification to ${shownToken(token)}`,
      conceal: (text) => text.replaceAll(token, shownToken(token)),
    })
    return nameOf(body)
  }

  /** Has FCM look at a message that it does not send. */
  async probe(signal: AbortSignal): Promise<void> {
    const body = JSON.stringify({ validate_only: true, message: { topic: 'triggerkit-health' } })
    await this.#post({ body, signal, doing: 'have FCM check a message', conceal: (text) => text })
  }

  async #post({ body, signal, call, doing, conceal }: Request): Promise<string> {
    const failures = this.#failures
    const auth = await this.#auth().catch((error: unknown) => {
      throw failures.of(error, call, { doing })
    })
    const accessToken = await accessTokenOf(auth, { signal, call, failures })
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const [response, text] = await this.#exchange({ method: 'POST', headers, body, signal, redirect: 'error' }).catch(
      (error: unknown) => {
        signal.throwIfAborted()
        throw failures.of(error, call, { doing })
      },
    )
    if (response.ok) return text
    const answer = { status: response.status, retryAfter: response.headers.get('retry-after'), body: text }
    const concealAll = (told: string): string => conceal(told).replaceAll(accessToken, '[secret:fcm]')
    throw toAnswerFailure(answer, call, { failures, doing, conceal: concealAll })
  }

  async #exchange(request: RequestInit): Promise<[Response, string]> {
    const response = await this.#fetch(this.#url, request)
    // Taken is taken, whatever becomes of the rest of the answer.
    return [response, response.ok ? await response.text().catch(() => '') : await response.text()]
  }
}

function nameOf(body: string): string | undefined {
  try {
    const { name } = JSON.parse(body) as { name?: unknown }
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
