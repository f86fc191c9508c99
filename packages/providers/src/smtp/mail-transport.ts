import type { EmailAddress } from '@triggerkit/core'
import { ProviderError } from '@triggerkit/core'
import type { SmtpOptions } from './smtp-options.ts'

/** What a transporter of nodemailer has to offer. */
export interface MailTransport {
  sendMail(mail: MailToSend): Promise<unknown>
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
  messageId: string
  /** Nothing in a mail makes the transport read a file or fetch an address. */
  disableFileAccess: true
  disableUrlAccess: true
}

export type MailAddress = Required<EmailAddress>

interface Nodemailer {
  createTransport(options: object): MailTransport
}

/**
 * A transporter of nodemailer for these options.
 *
 * @throws ProviderError where nodemailer is not installed.
 */
export async function openTransport(options: SmtpOptions): Promise<MailTransport> {
  const { url, host, port, secure, auth, timeoutMs = 10_000, pool = false } = options
  const { createTransport } = await loadNodemailer()
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs }
  return createTransport({ ...(url === undefined ? { host, port, secure, auth } : { url }), ...timeouts, pool })
}

async function loadNodemailer(): Promise<Nodemailer> {
  try {
    const loaded = (await import('nodemailer')) as unknown as Nodemailer & { default?: Nodemailer }
    return loaded.default ?? loaded
  } catch (cause) {
    throw new ProviderError({
      code: 'PACKAGE_MISSING',
      message: 'smtp() needs the package nodemailer. Add it: npm install nodemailer.',
      retryable: false,
      cause,
    })
  }
}
