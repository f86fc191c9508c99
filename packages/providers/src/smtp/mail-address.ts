import { ProviderError } from '@triggerkit/core'
import type { MailAddress } from './mail-transport.ts'

/**
 * `shop@example.com`, or `The Shop <shop@example.com>`.
 *
 * @throws ProviderError for anything else.
 */
export function parseSender(text: string): MailAddress {
  const { name = '', address = text } = /^(?<name>[^<>\r\n]*)<(?<address>[^<>]*)>$/.exec(text.trim())?.groups ?? {}
  if (/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address.trim())) {
    return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address.trim() }
  }
  throw new ProviderError({
    code: 'SMTP_OPTIONS',
    message: `smtp({ from }) has to be one mail address, found ${JSON.stringify(text)}.`,
    retryable: false,
  })
}

/** The same for every attempt, so that a mail that was sent twice can be told by its receiver. */
export function messageIdOf(idempotencyKey: string, sender: MailAddress): string {
  const left = idempotencyKey.replaceAll(/[^\w.+-]/g, '-')
  return `<${left}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`
}
