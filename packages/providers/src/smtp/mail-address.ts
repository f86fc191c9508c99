import type { MailAddress } from './mail-transport.ts'

/** `shop@example.com`, or `The Shop <shop@example.com>`; undefined for anything else. */
export function parseSender(text: string): MailAddress | undefined {
  const { name = '', address = text } = /^(?<name>[^<>\r\n]*)<(?<address>[^<>]*)>$/.exec(text.trim())?.groups ?? {}
  if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address.trim())) return undefined
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address.trim() }
}

/** The same for every attempt, so that a mail that was sent twice can be told by its receiver. */
export function messageIdOf(idempotencyKey: string, sender: MailAddress): string {
  const left = idempotencyKey.replaceAll(/[^\w.+-]/g, '-')
  return `<${left}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`
}
