import type { Email, EmailAddress, ProviderCall } from '@triggerkit/core'
import { messageIdOf } from './mail-address.ts'
import type { MailAddress, MailToSend } from './mail-transport.ts'

/** The mail in nodemailer's terms. */
export function toMail(email: Email, from: MailAddress, call: ProviderCall, unsubscribeMail?: string): MailToSend {
  const { to, cc, bcc, replyTo, subject, text, html, attachments } = email
  return {
    from,
    to: to.map(toMailAddress),
    cc: cc.map(toMailAddress),
    bcc: bcc.map(toMailAddress),
    replyTo: replyTo && toMailAddress(replyTo),
    subject,
    text,
    html,
    attachments: attachments.map(({ filename, bytes, mimeType }) => ({
      filename,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      contentType: mimeType,
    })),
    messageId: messageIdOf(call.idempotencyKey, from),
    ...unsubscribing(email.unsubscribeUrl, unsubscribeMail),
    envelope: {
      from: from.address,
      to: [...to, ...cc, ...bcc].map(({ address }) => address),
      size: leastSizeOf(email),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    signal: call.signal,
  }
}

export function toMailAddress({ address, name = '' }: EmailAddress): MailAddress {
  return { address, name }
}

/** List-Unsubscribe (RFC 2369), and by one click where the address is one of https (RFC 8058). */
function unsubscribing(url: string | undefined, mail: string | undefined): Pick<MailToSend, 'list' | 'headers'> {
  const mailto = mail === undefined || mail.startsWith('mailto:') ? mail : `mailto:${mail}`
  const addresses = [url, mailto].filter((address) => address !== undefined)
  return {
    ...(addresses.length > 0 && { list: { unsubscribe: [addresses] } }),
    headers: url?.startsWith('https:') ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {},
  }
}

/** Bytes that the mail has at least: attachments in base64, its lines included, and the texts before they are encoded. */
function leastSizeOf({ text = '', html = '', attachments }: Email): number {
  const files = attachments.reduce((sum, { bytes }) => sum + Math.ceil(bytes.byteLength / 57) * 78, 0)
  return files + Buffer.byteLength(text) + Buffer.byteLength(html)
}
