import { type Callback, type CallbackProvider, type ProviderCall, ProviderError } from '@triggerkit/core'
import { createEgress, type Egress, type HttpRequest } from '@triggerkit/core/adapter'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { type HttpAnswer, sendForAnswer } from '../http/send-for-answer.ts'
import { findNamed } from '../lookup/find-named.ts'
import { failureOf, failureOfAnswer } from './webhook-failure.ts'
import { requestOf } from './webhook-request.ts'
import { addressToAsk } from './webhook-url.ts'
import {
  problemsOfEndpoint,
  problemsOfOptions,
  secretsOf,
  type WebhookEndpoint,
  type WebhooksOptions,
} from './webhooks-options.ts'

const name = 'webhooks'
const defaultTimeoutMs = 30_000

/**
 * Calls receivers, with JSON that is signed after Standard Webhooks by the package `standardwebhooks` (install it beside this one): the id is the
 * idempotency key, the time that of the attempt. Result: `{ status, body }`; an answer that is larger than `egress.maxResponseBytes`
 * has `isBodyOmitted` instead.
 *
 * ```ts
 * const receivers = webhooks({ endpoints: { 'order-created': { url: 'https://example.com/hooks/orders', secret } } })
 * createTriggers({ providers: { callback: receivers } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function webhooks(options: WebhooksOptions): CallbackProvider {
  const { endpoints, concurrency = 50 } = options
  const problems = problemsOfOptions(options)
  const egress = egressOf(options, problems)
  if (egress === undefined || problems.length > 0)
    throw new ProviderFailures(name).final(undefined, `${problems.join('; ')}.`)
  const known = typeof endpoints === 'function' ? [] : Object.values(endpoints)
  const failures = failuresOf(...known)
  return {
    family: 'callback',
    name,
    concurrency,
    async send(callback, call) {
      const { endpoint, told } = await endpointOf(options, callback.message, call, failures)
      const sent = await requestOf(endpoint, callback, call, options.cloudEvents)
      if ('problem' in sent)
        throw told.final(call, `cannot call the webhook "${callback.message}": ${sent.problem}.`, 'WEBHOOK_INPUT')
      return deliver({ egress, endpoint, told, callback, call }, sent)
    },
    ...(known.length > 0 && {
      health: ({ signal }: { signal: AbortSignal }) => askAll(known, egress, failures, signal),
    }),
    close: () => egress.close(),
  }
}

/** Undefined where its options are wrong, which is added to the problems. */
function egressOf({ egress }: WebhooksOptions, problems: string[]): Egress | undefined {
  try {
    return createEgress({ maxRedirects: 0, maxResponseBytes: 65_536, ...egress })
  } catch (error) {
    const { problems: found } = error as { problems?: readonly { path: string; message: string }[] }
    if (found === undefined) throw error
    problems.push(...found.map(({ path, message }) => `\`${path}\`: ${message}`))
    return undefined
  }
}

interface Delivering {
  egress: Egress
  endpoint: WebhookEndpoint
  /** Makes its errors, without its secrets. */
  told: ProviderFailures
  callback: Callback
  call: ProviderCall
}

async function endpointOf(
  { endpoints }: WebhooksOptions,
  message: string,
  call: ProviderCall,
  failures: ProviderFailures,
): Promise<{ endpoint: WebhookEndpoint; told: ProviderFailures }> {
  if (typeof endpoints !== 'function') {
    const found = findNamed(endpoints, message, 'webhook')
    if ('problem' in found) throw failures.final(call, found.problem, 'WEBHOOK_UNKNOWN')
    return { endpoint: found.entry, told: failures }
  }
  const endpoint = await untilAborted(call.signal, async () => endpoints(message, call)).catch((error: unknown) => {
    if (call.signal.aborted) throw call.signal.reason
    throw failures.of(error, call, { doing: `find the webhook "${message}"` })
  })
  if (endpoint === undefined)
    throw failures.final(
      call,
      `knows no webhook ${JSON.stringify(message)}: \`endpoints\` gave none.`,
      'WEBHOOK_UNKNOWN',
    )
  const [problem] = problemsOfEndpoint(endpoint, 'endpoint')
  if (problem !== undefined)
    throw failures.final(call, `was given a wrong endpoint for "${message}": ${problem}.`, 'WEBHOOK_ENDPOINT')
  return { endpoint: { ...endpoint, origin: endpoint.origin ?? 'stored' }, told: failuresOf(endpoint) }
}

async function deliver(delivering: Delivering, sent: Omit<HttpRequest, 'signal'>): Promise<unknown> {
  const { egress, endpoint, told, callback, call } = delivering
  const { timeoutMs = defaultTimeoutMs } = endpoint
  const timeout = AbortSignal.timeout(timeoutMs)
  const doing = `call the webhook "${callback.message}" at ${sent.url.origin}`
  /** Another origin would get it without its signature. */
  const assertTarget = ({ origin }: URL): void => {
    if (origin === sent.url.origin) return
    throw told.final(call, `could not ${doing}: it was redirected to ${origin}. Give that address.`, 'WEBHOOK_REDIRECT')
  }
  const request = { ...sent, signal: AbortSignal.any([call.signal, timeout]), assertTarget }
  try {
    call.signal.throwIfAborted()
    const answer = await sendForAnswer(egress, request)
    if (answer.status >= 200 && answer.status < 300) return resultOf(answer)
    const { reason, ...description } = failureOfAnswer(answer)
    throw told.of(new Error(reason), call, { doing, reason, ...description })
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason
    if (ProviderError.isInstance(error)) throw error
    const { thrown, description } = failureOf(error)
    if (!timeout.aborted) throw told.of(thrown, call, { doing, ...description })
    const reason = `there was no answer in ${timeoutMs} ms`
    throw told.of(new Error(reason), call, { doing, reason, code: 'WEBHOOK_TIMEOUT', retryable: true })
  }
}

function resultOf({ status, body, isBodyOmitted }: HttpAnswer): object {
  return isBodyOmitted ? { status, isBodyOmitted } : { status, body }
}

/** Any answer of HTTP will do: nothing harmless can be asked of a receiver but whether it is there. */
async function askAll(
  endpoints: readonly WebhookEndpoint[],
  egress: Egress,
  failures: ProviderFailures,
  signal: AbortSignal,
): Promise<object> {
  const asked = new Map(endpoints.map(({ url, origin = 'code' }) => [addressToAsk(url).href, origin]))
  const answers = [...asked].map(async ([address, origin]) => {
    const url = new URL(address)
    try {
      const response = await egress.fetch(url, { method: 'OPTIONS', headers: {}, redirect: 'manual', signal }, origin)
      ;(response.body as { destroy?(): void } | null)?.destroy?.()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw failures.of(error, undefined, { doing: `reach ${url.origin}` })
    }
  })
  await Promise.all(answers)
  return { receivers: asked.size }
}

/** Values of headers may be keys; one that is shorter than any key stays, for it may stand in any text. */
function failuresOf(...endpoints: readonly WebhookEndpoint[]): ProviderFailures {
  const secrets = endpoints.flatMap((endpoint) => [
    ...secretsOf(endpoint).flatMap((secret) => [secret, secret.replace(/^whsec_/, '')]),
    ...Object.values(endpoint.headers ?? {})
      .flatMap((value) => [value, value.replace(/^(?:Basic|Bearer) /i, '')])
      .filter((value) => value.length >= 8),
  ])
  return new ProviderFailures(name, secrets)
}
