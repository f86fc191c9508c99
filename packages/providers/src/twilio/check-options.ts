import type { TwilioOptions } from './twilio-options.ts'

const forClients = [
  'accountSid',
  'authToken',
  'apiKey',
  'apiKeySecret',
  'edge',
  'region',
  'baseUrl',
  'timeoutMs',
] as const satisfies (keyof TwilioOptions)[]

/** Everything that is wrong with the options. */
export function problemsOf(options: TwilioOptions): string[] {
  const { client, from, messagingServiceSid, statusCallback } = options
  const problems = client === undefined ? accountProblems(options) : clientProblems(options)
  if (!from && !messagingServiceSid) problems.push('it needs `from` or `messagingServiceSid`')
  if (messagingServiceSid !== undefined && !isSid('MG', messagingServiceSid))
    problems.push('`messagingServiceSid` has to begin with "MG"')
  if (statusCallback !== undefined && !isWebAddress(statusCallback))
    problems.push('`statusCallback` has to be an absolute http or https address')
  return problems
}

function clientProblems(options: TwilioOptions): string[] {
  const given = forClients.filter((name) => options[name] !== undefined)
  return given.length === 0 ? [] : [`\`client\` has its own ${given.join(', ')}: give one or the other`]
}

function accountProblems({ accountSid, authToken, apiKey, apiKeySecret, baseUrl, timeoutMs }: TwilioOptions): string[] {
  const problems: string[] = []
  if (!accountSid) problems.push('it needs an `accountSid` or a `client`')
  else if (!isSid('AC', accountSid)) problems.push('`accountSid` has to begin with "AC"')
  if (!authToken && !apiKey && !apiKeySecret) problems.push('it needs `authToken`, or `apiKey` and `apiKeySecret`')
  if (authToken && (apiKey || apiKeySecret)) problems.push('`authToken` and `apiKey` cannot both be given')
  if (Boolean(apiKey) !== Boolean(apiKeySecret)) problems.push('`apiKey` and `apiKeySecret` belong together')
  if (apiKey && !isSid('SK', apiKey)) problems.push('`apiKey` has to begin with "SK"')
  if (baseUrl !== undefined && !(isWebAddress(baseUrl) && new URL(baseUrl).origin === baseUrl.replace(/\/$/, '')))
    problems.push('`baseUrl` has to be like https://api.twilio.com, without a path')
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0))
    problems.push('`timeoutMs` has to be a whole number above 0')
  return problems
}

function isSid(kind: string, sid: string): boolean {
  return sid.startsWith(kind) && /^\w+$/.test(sid)
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}
