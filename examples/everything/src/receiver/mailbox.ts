import { once } from 'node:events'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface Mailbox {
  url: string
  received: ParsedMail[]
  close(): Promise<void>
}

/** A real SMTP server on a free port of the loopback. */
export async function openMailbox(): Promise<Mailbox> {
  const received: ParsedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        received.push(mail)
        done()
      }, done)
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as { port: number }
  const close = (): Promise<void> => new Promise((resolve) => void server.close(() => resolve()))
  return { url: `smtp://127.0.0.1:${port}`, received, close }
}
