import { once } from 'node:events'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface MailReceiver {
  url: string
  /** Each mail as `to | subject | text`. */
  received: string[]
  close(): Promise<void>
}

/** A real SMTP server on a free port of the loopback. An application needs none of this. */
export async function startMailReceiver(): Promise<MailReceiver> {
  const received: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        received.push(toLine(session.envelope.rcptTo[0]?.address ?? '', mail))
        done()
      }, done)
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function toLine(to: string, { subject = '', text = '' }: ParsedMail): string {
  return [to, subject, text.trim()].join(' | ')
}
