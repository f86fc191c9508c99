import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { certificate } from '../fixture/certificate.ts'

export const accountSid = 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
/** Who may sign in, with what. */
export const credentials = {
  authToken: 'the-s3cret-auth-token',
  apiKey: 'SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
  apiKeySecret: 'the-s3cret-of-the-key',
} as const

export interface TwilioServer {
  url: string
  /** Messages that it has taken, as their requests had them. */
  messages: Record<string, string>[]
  /** Requests for messages, also those that it refused. */
  requests: number
  /** What it answers from now on in place of what it would: for one recipient, or for any. */
  answers: Map<string, (response: ServerResponse) => unknown>
  accountStatus: string
  close(): Promise<void>
}

/** What Twilio's API says of these recipients: its test numbers. */
const refusals: Readonly<Record<string, [status: number, code: number, message: string]>> = {
  '+15005550001': [400, 21211, "Invalid 'To' Phone Number: +1500555XXXX"],
  '+15005550004': [400, 21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [400, 21614, "'To' number is not a valid mobile number"],
  '+15005550429': [429, 20429, 'Too Many Requests'],
  '+15005550500': [500, 20500, 'Internal Server Error'],
}

/** An HTTP server that speaks the part of Twilio's API (2010-04-01) which messages need. */
export async function startTwilioServer({ secure = false }: { secure?: boolean } = {}): Promise<TwilioServer> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => void answer(live, request, response)
  const server = secure ? createSecureServer(certificate, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const live: TwilioServer = {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    messages: [],
    requests: 0,
    answers: new Map(),
    accountStatus: 'active',
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return live
}

async function answer(live: TwilioServer, request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const given = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
  const { pathname } = new URL(request.url!, live.url)
  const isKey = isSignedIn(request, credentials.apiKey, credentials.apiKeySecret)
  const account = `/2010-04-01/Accounts/${accountSid}`
  if (!isKey && !isSignedIn(request, accountSid, credentials.authToken))
    return fail(response, 401, 20003, 'Authenticate')
  if (request.method === 'GET' && pathname === `${account}.json`)
    return isKey
      ? fail(response, 401, 20003, 'Authenticate')
      : say(response, 200, { sid: accountSid, status: live.accountStatus, friendly_name: 'Shop' })
  if (pathname !== `${account}/Messages.json`)
    return fail(response, 404, 20404, `The requested resource ${pathname} was not found`)
  if (request.method === 'GET') return say(response, 200, { messages: [], page: 0, page_size: 1, uri: pathname })
  live.requests++
  return take(live, given, response)
}

function take(live: TwilioServer, given: Record<string, string>, response: ServerResponse): unknown {
  const { To: to = '', Body: body = '', From: from, MessagingServiceSid: service } = given
  const special = live.answers.get(to) ?? live.answers.get('any')
  if (special !== undefined) return special(response)
  const refusal = refusals[to]
  if (refusal !== undefined) return fail(response, ...refusal)
  if (!/^\+\d{7,15}$/.test(to)) return fail(response, 400, 21211, `The 'To' number ${to} is not a valid phone number.`)
  if (from === undefined && service === undefined)
    return fail(response, 400, 21603, "A 'From' phone number is required.")
  if (body === '') return fail(response, 400, 21602, 'Message body is required.')
  if (body.length > 1_600)
    return fail(response, 400, 21617, 'The concatenated message body exceeds the 1600 character limit')
  live.messages.push(given)
  const sid = `SM${String(live.messages.length).padStart(32, '0')}`
  return say(response, 201, {
    sid,
    status: 'queued',
    to,
    from,
    body,
    account_sid: accountSid,
    error_code: null,
    error_message: null,
  })
}

function isSignedIn({ headers }: IncomingMessage, user: string, password: string): boolean {
  return headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

export function fail(response: ServerResponse, status: number, code: number, message: string): unknown {
  return say(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}

export function say(response: ServerResponse, status: number, body: unknown): unknown {
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
