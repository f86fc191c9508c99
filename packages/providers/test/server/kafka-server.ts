import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { certificate } from '../fixture/certificate.ts'
import { type Api, apis, type Question } from './kafka/answers.ts'
import { KafkaLog } from './kafka/kafka-log.ts'
import { WireReader } from './kafka/wire-reader.ts'
import { WireWriter } from './kafka/wire-writer.ts'

/**
 * A cluster of one broker that speaks what a producer needs of Kafka's protocol: ApiVersions, SASL PLAIN, Metadata, InitProducerId and Produce, as
 * Kafka 3 and 4 do. It checks each batch to the last byte.
 */
export interface KafkaServer {
  broker: string
  log: KafkaLog
  /** While true, nothing is answered. */
  isSilent: boolean
  /** So many produce requests are done and not answered: the connection ends instead. */
  breaks: number
  close(): Promise<void>
}

export interface KafkaServerOptions {
  user?: Question['user']
  /** By TLS, with the fixture's certificate. */
  isSecure?: boolean
}

export async function startKafka({ user, isSecure = false }: KafkaServerOptions = {}): Promise<KafkaServer> {
  const sockets = new Set<Socket>()
  const onSocket = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    serve(socket, kafka, { log, port: portOf(server), user })
  }
  const server = isSecure ? createSecureServer(certificate, onSocket) : createServer(onSocket)
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const log = new KafkaLog()
  const kafka: KafkaServer = {
    broker: `127.0.0.1:${portOf(server)}`,
    log,
    isSilent: false,
    breaks: 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return kafka
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Requests are answered in their order, as Kafka does; who does not say who it is, or speaks something else, is hung up on. */
function serve(socket: Socket, kafka: KafkaServer, known: Pick<Question, 'log' | 'port' | 'user'>): void {
  let bytes = Buffer.alloc(0)
  const isKnown = { value: known.user === undefined }
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE()) {
      const length = bytes.readInt32BE()
      const request = bytes.subarray(4, 4 + length)
      bytes = bytes.subarray(4 + length)
      if (kafka.isSilent) continue
      try {
        answer(socket, request, kafka, known, isKnown)
      } catch (error) {
        kafka.log.complaints.push(String(error))
        socket.destroy()
      }
    }
  })
}

function answer(
  socket: Socket,
  request: Buffer,
  kafka: KafkaServer,
  known: Pick<Question, 'log' | 'port' | 'user'>,
  isKnown: { value: boolean },
): void {
  const body = new WireReader(request)
  const [key, version, correlation] = [body.int16(), body.int16(), body.int32()]
  body.text() // The client's id.
  const api = apis.get(key)
  if (api === undefined || version < api.minVersion || version > api.maxVersion)
    throw new Error(`request ${key} of version ${version} is not known here`)
  if (!isKnown.value && ![17, 18, 36].includes(key)) throw new Error(`request ${key} of nobody`)
  if (api.isRequestTagged) body.tags()
  const answered = api.answer({ ...known, version, body })
  if (key === 36) isKnown.value = true
  if (key === 0 && kafka.breaks > 0) {
    kafka.breaks--
    socket.destroy()
  } else if (answered !== undefined) socket.write(framed(correlation, api, answered))
}

function framed(correlation: number, { isAnswerTagged }: Api, body: WireWriter): Buffer {
  const header = new WireWriter().int32(correlation)
  if (isAnswerTagged) header.tags()
  const bytes = Buffer.concat([header.bytes, body.bytes])
  return new WireWriter().int32(bytes.length).raw(bytes).bytes
}
