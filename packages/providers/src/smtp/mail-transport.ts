import type { EmailAddress } from '@triggerkit/core'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { SmtpOptions } from './smtp-options.ts'

/** What a transporter of nodemailer has to offer. */
export interface MailTransport {
  sendMail(mail: MailToSend): Promise<unknown>
  /** Whether the server answers and takes user and password. */
  verify?(): Promise<unknown>
  close?(): void
}

/** A mail in nodemailer's terms. Addresses are objects, which it does not take apart. */
export interface MailToSend {
  from: MailAddress
  to: MailAddress[]
  cc: MailAddress[]
  bcc: MailAddress[]
  replyTo?: MailAddress
  subject: string
  text?: string
  html?: string
  attachments: MailAttachment[]
  messageId: string
  /** Headers List-*; addresses in one more array make one header. */
  list?: { unsubscribe: string[][] }
  headers: Record<string, string>
  /** From where and to whom the server is told, and how large it is at least: a server that takes less says so before it is sent. */
  envelope: { from: string; to: string[]; size: number }
  /** Nothing in a mail makes the transport read a file or fetch an address. */
  disableFileAccess: true
  disableUrlAccess: true
  /** Ends the sending; nodemailer knows it from 10.5 on. */
  signal: AbortSignal
}

export type MailAddress = Required<EmailAddress>

export interface MailAttachment {
  filename: string
  content: Buffer
  contentType: string
}

interface Nodemailer {
  createTransport(options: object): MailTransport
}

/**
 * A transporter of nodemailer for these options.
 *
 * @throws ProviderError of code `PACKAGE_MISSING` where nodemailer is not installed.
 */
export async function openTransport(options: SmtpOptions): Promise<MailTransport> {
  const { url, requireTls, tls, timeoutMs = 10_000, pool = false, maxConnections = 5, maxMessages = 100 } = options
  const loaded = (await loadVendor('smtp()', 'nodemailer', () => import('nodemailer'))) as unknown as Nodemailer & {
    default?: Nodemailer
  }
  return (loaded.default ?? loaded).createTransport({
    ...(url === undefined ? placeOf(options) : { ...placeOf(options), ...placeOfUrl(url, options) }),
    requireTLS: requireTls,
    tls,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(pool && { pool, maxConnections, maxMessages }),
  })
}

/** The server's name and port, without user and password. */
export function describeServer(options: SmtpOptions): string {
  const { host, port } = { ...placeOf(options), ...(options.url !== undefined && placeOfUrl(options.url, options)) }
  return host === undefined ? 'the mail server' : `the mail server ${host}${port === undefined ? '' : `:${port}`}`
}

interface Place {
  host?: string
  port?: number
  secure?: boolean
  auth?: { user: string; pass: string }
}

function placeOf({ host, port, secure, auth }: SmtpOptions): Place {
  return { host, port, secure, auth }
}

/** What a URL says; nodemailer before 10 would pass over every other option beside one. */
function placeOfUrl(url: string, { secure }: SmtpOptions): Place {
  const { protocol, hostname, port, username, password } = new URL(url)
  return {
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'),
    ...(port !== '' && { port: Number(port) }),
    secure: protocol === 'smtps:' || secure === true,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  }
}
