import type { EmailProvider, ProviderError } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { problemsOf } from './check-options.ts'
import { parseSender } from './mail-address.ts'
import { describeServer, type MailTransport, openTransport } from './mail-transport.ts'
import { describeFailure } from './smtp-failure.ts'
import type { SmtpOptions } from './smtp-options.ts'
import { toMail, toMailAddress } from './to-mail.ts'

/**
 * Mails through an SMTP server, by nodemailer (install it beside this package). One mail goes to all recipients of an action; its Message-ID
 * comes of the idempotency key. Result: `{ messageId, accepted, rejected, response }`: recipients that the server refused while it took others
 * are in `rejected`; where it refused all of them the action fails.
 *
 * ```ts
 * createTriggers({ providers: { email: smtp({ url: 'smtp://localhost:1025', from: 'shop@example.com' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with everything that is wrong with the options.
 */
export function smtp(options: SmtpOptions): EmailProvider {
  const { transport, messages, unsubscribeMail, pool, maxConnections = 5 } = options
  const failures = new ProviderFailures('smtp', secretsOf(options))
  const problems = problemsOf(options)
  if (problems.length > 0) throw failures.final(undefined, `cannot be made of its options: ${problems.join('; ')}.`)
  const sender = options.from === undefined ? undefined : parseSender(options.from)
  const server = transport === undefined ? describeServer(options) : 'the transport'
  const client = transport
    ? new LazyClient(
        async () => transport,
        () => undefined,
      )
    : new LazyClient(
        () => openTransport(options),
        (own) => own.close?.(),
      )
  const attempt = (
    signal: AbortSignal,
    work: (through: MailTransport) => Promise<unknown>,
    call: { tag?: string } | undefined,
    doing: string,
  ): Promise<unknown> =>
    untilAborted(signal, async () => {
      try {
        return await work(await client.get())
      } catch (error) {
        throw failures.of(error, call, describeFailure(error, doing))
      }
    })
  return {
    family: 'email',
    name: 'smtp',
    messages,
    ...(pool && transport === undefined && { concurrency: maxConnections }),
    async send(email, call) {
      const from = email.from ? toMailAddress(email.from) : sender
      if (from === undefined) throw noSender(failures, call)
      const mail = toMail(email, from, call, unsubscribeMail)
      const send = async (through: MailTransport): Promise<unknown> => toResult(await through.sendMail(mail))
      return attempt(call.signal, send, call, `send the mail through ${server}`)
    },
    ...((transport === undefined || transport.verify !== undefined) && {
      health: async ({ signal }) =>
        void (await attempt(signal, async (through) => through.verify?.(), undefined, `reach ${server}`)),
    }),
    close: () => client.close(),
  }
}

function toResult(info: unknown): unknown {
  const { messageId, accepted, rejected, response } = (info ?? {}) as Record<string, unknown>
  return { messageId, accepted, rejected, response }
}

function noSender(failures: ProviderFailures, call: { tag?: string }): ProviderError {
  return failures.final(call, 'has no sender for the mail: give smtp({ from }), or `from` in the action.')
}

function secretsOf({ url, auth, tls }: SmtpOptions): (string | undefined)[] {
  const { passphrase, key } = tls ?? {}
  return [auth?.pass, passphrase, typeof key === 'string' ? key : undefined, ...secretsOfUrl(url)]
}
