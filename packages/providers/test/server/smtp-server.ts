import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { certificate } from '../fixture/certificate.ts'

export interface ReceivedMail {
  from: string
  to: string[]
  source: string
}

export interface MailServer {
  port: number
  received: ReceivedMail[]
  /** Connections that were ever made. */
  connections(): number
  /** The most that were open at a time. */
  mostConnections(): number
  close(): Promise<void>
}

export interface MailServerOptions {
  /** `starttls` offers it, `tls` speaks it from the first byte; both by a certificate that nobody trusts. Default: neither. */
  security?: 'starttls' | 'tls'
  /** Most bytes of a mail; announced. */
  size?: number
  /** Most bytes of a mail; not announced, so that it is told after the mail. */
  silentSize?: number
  needsAuth?: boolean
}

/** Recipients that it refuses, with its answer. Everybody else is taken. */
const refusals: Readonly<Record<string, number>> = { 'gone@x.de': 550, 'busy@x.de': 450 }

/** A mail server on a free port of 127.0.0.1, whose only user is `ann` with the password `s3cret right`. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { security, size, silentSize, needsAuth = false } = options
  const received: ReceivedMail[] = []
  let connections = 0
  let open = 0
  let most = 0
  const server = new SMTPServer({
    ...certificate,
    secure: security === 'tls',
    disabledCommands: security === 'starttls' ? [] : ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: !needsAuth,
    size,
    onConnect(_session, done) {
      connections++
      most = Math.max(most, ++open)
      done()
    },
    onClose: () => void open--,
    onAuth: ({ username, password }, _session, done) =>
      username === 'ann' && password === 's3cret right'
        ? done(null, { user: 'ann' })
        : done(Object.assign(new Error('Authentication credentials invalid'), { responseCode: 535 })),
    onRcptTo({ address }, _session, done) {
      const responseCode = refusals[address]
      done(responseCode === undefined ? null : Object.assign(new Error('not now'), { responseCode }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString()
        if (stream.sizeExceeded || source.length > (silentSize ?? Number.POSITIVE_INFINITY))
          return done(Object.assign(new Error('message too large'), { responseCode: 552 }))
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: (mailFrom as { address: string }).address,
          to: rcptTo.map(({ address }) => address),
          source,
        })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    connections: () => connections,
    mostConnections: () => most,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
