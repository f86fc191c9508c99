import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { type MailContent, readMail } from './read-mail.ts'

export interface ReceivedMail extends MailContent {
  to: string
}

export interface MailReceiver {
  url: string
  running: boolean
  received: ReceivedMail[]
  close(): Promise<void>
}

/** A real SMTP server on a free port of the loopback. */
export async function startMailReceiver(): Promise<MailReceiver> {
  const received: ReceivedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(', ')
        received.push({ to, ...readMail(Buffer.concat(chunks).toString('utf8')) })
        done()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as { port: number }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { url: `smtp://127.0.0.1:${port}`, running: true, received, close }
}
