export type { MailAddress, MailAttachment, MailToSend, MailTransport } from './mail-transport.ts'
export { smtp } from './smtp.ts'
export type { SmtpOptions } from './smtp-options.ts'
