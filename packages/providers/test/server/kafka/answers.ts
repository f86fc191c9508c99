import { errorCodes, type KafkaLog } from './kafka-log.ts'
import type { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** What the broker is asked: the body of a request, and what is known beside it. */
export interface Question {
  version: number
  body: WireReader
  log: KafkaLog
  port: number
  /** User and password that are right; absent: anyone may come. */
  user?: { username: string; password: string }
}

/** An answer's body; undefined where none is sent. */
export type Answer = (question: Question) => WireWriter | undefined

export interface Api {
  minVersion: number
  maxVersion: number
  /** Whether the header of its requests, and of its answers, has tagged fields. */
  isRequestTagged: boolean
  isAnswerTagged: boolean
  answer: Answer
}

let producerIds = 0n

function flexible(minVersion: number, maxVersion: number, answer: Answer): Api {
  return { minVersion, maxVersion, isRequestTagged: true, isAnswerTagged: true, answer }
}

export const apis: ReadonlyMap<number, Api> = new Map([
  [0, flexible(9, 11, produce)],
  [3, flexible(12, 12, metadata)],
  [17, { minVersion: 1, maxVersion: 1, isRequestTagged: false, isAnswerTagged: false, answer: saslHandshake }],
  [18, { minVersion: 3, maxVersion: 3, isRequestTagged: true, isAnswerTagged: false, answer: apiVersions }],
  [22, flexible(3, 5, initProducerId)],
  [36, flexible(2, 2, saslAuthenticate)],
])

function apiVersions(): WireWriter {
  const writer = new WireWriter().int16(0)
  return writer
    .compactArray([...apis], ([key, { minVersion, maxVersion }]) =>
      writer.int16(key).int16(minVersion).int16(maxVersion).tags(),
    )
    .int32(0)
    .tags()
}

function saslHandshake({ body }: Question): WireWriter {
  const isPlain = body.text() === 'PLAIN'
  return new WireWriter()
    .int16(isPlain ? 0 : 33)
    .int32(1)
    .text('PLAIN')
}

function saslAuthenticate({ body, user }: Question): WireWriter {
  const [, username, password] = (body.compactText() ?? '').split('\0')
  const isRight = username === user?.username && password === user?.password
  return new WireWriter()
    .int16(isRight ? 0 : 58)
    .compactText(isRight ? undefined : 'Authentication failed: Invalid username or password')
    .compactBytes(Buffer.alloc(0))
    .int64(0n)
    .tags()
}

function initProducerId(): WireWriter {
  producerIds++
  return new WireWriter().int32(0).int16(0).int64(producerIds).int16(0).tags()
}

function metadata({ body, log, port }: Question): WireWriter {
  const asked = body.compactArray(() => {
    body.bytes(16) // The topic's id, which is none.
    const name = body.compactText() ?? ''
    body.tags()
    return name
  })
  const writer = new WireWriter().int32(0)
  writer.compactArray([port], () => writer.int32(1).compactText('127.0.0.1').int32(port).compactText(undefined).tags())
  writer.compactText('test-cluster').int32(1)
  return writer.compactArray(asked, (name) => describeTopic(writer, name, log.topics.get(name))).tags()
}

/** Every partition has the one broker as its leader. */
function describeTopic(writer: WireWriter, name: string, partitions: number | undefined): void {
  writer.int16(partitions === undefined ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : 0)
  writer.compactText(name).raw(Buffer.alloc(16)).int8(0)
  writer.compactArray([...Array(partitions ?? 0).keys()], (index) => {
    writer.int16(0).int32(index).int32(1).int32(0)
    writer.compactArray([1], (node) => writer.int32(node))
    writer.compactArray([1], (node) => writer.int32(node))
    writer.compactArray([], () => undefined).tags()
  })
  writer.int32(0).tags()
}

function produce({ body, log }: Question): WireWriter | undefined {
  body.compactText() // The transaction, of which there is none.
  const acks = body.int16()
  body.int32() // Milliseconds that replicas may take.
  log.requests++
  const topics = body.compactArray(() => {
    const name = body.compactText() ?? ''
    const partitions = body.compactArray(() => {
      const [index, bytes] = [body.int32(), body.compactBytes() ?? Buffer.alloc(0)]
      body.tags()
      return { index, error: log.append(name, index, bytes) }
    })
    body.tags()
    return { name, partitions }
  })
  if (acks === 0) return undefined
  const writer = new WireWriter()
  writer.compactArray(topics, ({ name, partitions }) => {
    writer.compactText(name)
    writer.compactArray(partitions, ({ index, error }) => {
      writer.int32(index).int16(error).int64(0n).int64(-1n).int64(0n)
      writer.compactArray([], () => undefined)
      writer.compactText(undefined).tags()
    })
    writer.tags()
  })
  return writer.int32(0).tags()
}
