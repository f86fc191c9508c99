export interface MailContent {
  subject: string
  text: string
  /** Empty where the mail has none. */
  html: string
}

/** What is in a mail without attachments. */
export function readMail(source: string): MailContent {
  const { head, body } = readPart(source)
  const boundary = /boundary="([^"]+)"/.exec(header(head, 'content-type'))?.[1]
  const parts = boundary === undefined ? [{ head, body }] : body.split(`--${boundary}`).slice(1, -1).map(readPart)
  const content = (type: string): string => {
    const part = parts.find((one) => header(one.head, 'content-type').startsWith(type))
    return part === undefined ? '' : decode(part.body, header(part.head, 'content-transfer-encoding'))
  }
  return { subject: readWords(header(head, 'subject')), text: content('text/plain'), html: content('text/html') }
}

function readPart(source: string): { head: string; body: string } {
  const lines = source.replaceAll('\r\n', '\n').trim()
  const end = lines.indexOf('\n\n')
  return { head: lines.slice(0, end).replace(/\n[ \t]+/g, ' '), body: lines.slice(end).trim() }
}

function header(head: string, name: string): string {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
}

/** Text outside ASCII travels in headers as `=?UTF-8?Q?L=C3=A9on?=`. */
function readWords(text: string): string {
  return text
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_, form: string, word: string) =>
      form.toUpperCase() === 'B' ? decode(word, 'base64') : decode(word.replaceAll('_', ' '), 'quoted-printable'),
    )
}

function decode(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8').replaceAll('\r\n', '\n')
  if (encoding !== 'quoted-printable') return text
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
