import type { Customize } from '../push/customized.ts'
import type { PushOptions } from '../push/push-options.ts'
import type { ExpoLike, ExpoMessage } from './expo-like.ts'

export interface ExpoOptions extends PushOptions {
  /** Needed where the project asks for it ("Enhanced Security for Push Notifications"). */
  accessToken?: string
  /** A `Dispatcher` of undici 7 that requests go through: a proxy, certificates of your own. It stays yours: `close` leaves it open. */
  httpAgent?: object
  /** An `Expo` of expo-server-sdk, instead of `accessToken` and `httpAgent`. */
  client?: ExpoLike
  /** Milliseconds that one request may take, its repetitions after an answer of 429 among them. Default 30,000. */
  timeoutMs?: number
  /** Changes what is sent: sound, channel, priority. What it throws is final. */
  customize?: Customize<ExpoMessage>
}

/** Everything that is wrong with the options. */
export function problemsOf({
  accessToken,
  httpAgent,
  client,
  timeoutMs,
  customize,
  onTokenGone,
}: ExpoOptions): string[] {
  const problems: string[] = []
  if (accessToken !== undefined && (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)))
    problems.push('`accessToken` has to be a text without spaces')
  if (client !== undefined && (accessToken !== undefined || httpAgent !== undefined))
    problems.push('a `client` has its own `accessToken` and `httpAgent`')
  if (client !== undefined && typeof client?.sendPushNotificationsAsync !== 'function')
    problems.push('`client` has to be an `Expo` of expo-server-sdk')
  if (httpAgent !== undefined && typeof (httpAgent as { dispatch?: unknown } | null)?.dispatch !== 'function')
    problems.push('`httpAgent` has to be a `Dispatcher` of undici')
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0))
    problems.push('`timeoutMs` has to be a whole number above 0')
  if (customize !== undefined && typeof customize !== 'function') problems.push('`customize` has to be a function')
  if (onTokenGone !== undefined && typeof onTokenGone !== 'function')
    problems.push('`onTokenGone` has to be a function')
  return problems
}
