import type { ProviderFailures } from '../failure/provider-failures.ts'
import type { BuiltRequest } from './build-request.ts'
import { isHeaderValue, type OpenApiApp, type OpenApiAuth, type SecretSource } from './openapi-options.ts'

/** The request with what says who sends it; what functions give is asked for now, and hidden from errors. */
export async function authorize(
  request: BuiltRequest,
  auth: OpenApiAuth | undefined,
  failures: ProviderFailures,
): Promise<BuiltRequest> {
  if (auth === undefined) return request
  const { url, headers } = request
  if ('bearer' in auth)
    return { ...request, headers: { ...headers, authorization: `Bearer ${await reveal(auth.bearer, failures)}` } }
  if ('basic' in auth) {
    const { username, password } = auth.basic
    const user = password === undefined ? await reveal(username, failures) : await textOf(username)
    const told = `${user}:${password === undefined ? '' : await reveal(password, failures)}`
    return { ...request, headers: { ...headers, authorization: `Basic ${Buffer.from(told).toString('base64')}` } }
  }
  const key = await reveal(auth.apiKey, failures)
  if ('header' in auth) return { ...request, headers: { ...headers, [auth.header.toLowerCase()]: key } }
  const whole = new URL(url)
  whole.search += `${whole.search === '' ? '' : '&'}${encodeURIComponent(auth.query)}=${encodeURIComponent(key)}`
  return { ...request, url: whole }
}

/** The secrets that its options tell: a user name is one where it stands alone, as a key. */
export function secretsOfApp({ auth, headers = {} }: OpenApiApp): string[] {
  const named = Object.entries(headers).filter(([name]) => /auth|key|token|secret|cookie|password/i.test(name))
  return [...namedSecrets(auth), ...named.map(([, value]) => value)].filter((secret) => typeof secret === 'string')
}

function namedSecrets(auth: OpenApiAuth | undefined): (SecretSource | undefined)[] {
  if (auth === undefined) return []
  if ('bearer' in auth) return [auth.bearer]
  return 'basic' in auth ? [auth.basic.password ?? auth.basic.username] : [auth.apiKey]
}

async function reveal(source: SecretSource, failures: ProviderFailures): Promise<string> {
  const secret = await textOf(source)
  failures.hide(secret)
  if (!isHeaderValue(secret)) throw new Error('its secret has characters that no header has')
  return secret
}

async function textOf(source: SecretSource): Promise<string> {
  const text = typeof source === 'string' ? source : await source()
  if (typeof text !== 'string' || text === '') throw new Error('the function of its secret gave no text')
  return text
}
