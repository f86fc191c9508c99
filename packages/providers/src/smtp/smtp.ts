import { type Email, type EmailAddress, type EmailProvider, type ProviderCall, ProviderError } from '@triggerkit/core'
import { messageIdOf, parseSender } from './mail-address.ts'
import { type MailAddress, type MailToSend, type MailTransport, openTransport } from './mail-transport.ts'
import { toSmtpError } from './smtp-error.ts'
import type { SmtpOptions } from './smtp-options.ts'

/**
 * Mails through an SMTP server, by nodemailer (install it beside this package). One mail goes to all recipients of an action; its Message-ID
 * comes of the idempotency key. Result: `{ messageId, accepted, rejected, response }`.
 *
 * ```ts
 * createTriggers({ providers: { email: smtp({ url: 'smtp://localhost:1025', from: 'shop@example.com' }) } })
 * ```
 *
 * @throws ProviderError of code `SMTP_OPTIONS` where it is not told where mails go, or `from` is no address.
 */
export function smtp(options: SmtpOptions): EmailProvider {
  const { url, host, transport, messages } = options
  if (url === undefined && host === undefined && transport === undefined) {
    throw new ProviderError({
      code: 'SMTP_OPTIONS',
      message: 'smtp() needs a `url`, a `host` or a `transport`.',
      retryable: false,
    })
  }
  const sender = options.from === undefined ? undefined : parseSender(options.from)
  const server = describeServer(options)
  let opened: Promise<MailTransport> | undefined
  const open = (): Promise<MailTransport> => {
    opened ??= transport ? Promise.resolve(transport) : openTransport(options)
    return opened
  }
  return {
    family: 'email',
    messages,
    async send(email, call) {
      const mail = toMail(email, call, sender)
      const through = await open()
      return unlessAborted(call.signal, send(through, mail, server))
    },
    async close() {
      if (transport === undefined) await opened?.then((own) => own.close?.()).catch(() => undefined)
    },
  }
}

async function send(transport: MailTransport, mail: MailToSend, server: string): Promise<unknown> {
  try {
    const { messageId, accepted, rejected, response } = (await transport.sendMail(mail)) as Record<string, unknown>
    return { messageId, accepted, rejected, response }
  } catch (error) {
    throw toSmtpError(error, server)
  }
}

function toMail(email: Email, call: ProviderCall, sender: MailAddress | undefined): MailToSend {
  const from = email.from ? toMailAddress(email.from) : sender
  if (from === undefined) {
    const message = 'The mail has no sender: give smtp({ from }), or `from` in the action.'
    throw new ProviderError({ code: 'SMTP_OPTIONS', message, retryable: false })
  }
  const { to, cc, bcc, replyTo, subject, text, html } = email
  return {
    from,
    to: to.map(toMailAddress),
    cc: cc.map(toMailAddress),
    bcc: bcc.map(toMailAddress),
    replyTo: replyTo && toMailAddress(replyTo),
    subject,
    text,
    html,
    messageId: messageIdOf(call.idempotencyKey, from),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function toMailAddress({ address, name = '' }: EmailAddress): MailAddress {
  return { address, name }
}

/** SMTP cannot take a mail back: an attempt whose time is up is given up here, and its connection ends by its own time limit. */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** Without user and password. */
function describeServer({ url, host, port }: SmtpOptions): string {
  if (url !== undefined && URL.canParse(url)) return `The mail server ${new URL(url).host}`
  return host === undefined ? 'The mail server' : `The mail server ${host}${port === undefined ? '' : `:${port}`}`
}
