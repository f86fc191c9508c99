import { type Document, deserialize, serialize } from 'bson'

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HEADER = 16

/** A request: one command, its document sequences (`documents`, `updates` …) as arrays in it. */
export interface Request {
  id: number
  body: Document
  /** Nobody waits for an answer (`w: 0`). */
  isUnacknowledged: boolean
  isLegacy: boolean
}

/** Numbers keep their types, or a double would come back as an int. */
const AS_READ = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true } as const

/** Whole messages out of a stream of bytes; the rest stays for the next one. */
export function splitMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = []
  let at = 0
  while (bytes.length - at >= 4) {
    const length = bytes.readInt32LE(at)
    if (length < HEADER || length > 48_000_000) throw new Error(`A message of ${length} bytes is none of MongoDB's.`)
    if (bytes.length - at < length) break
    messages.push(bytes.subarray(at, at + length))
    at += length
  }
  return { messages, rest: bytes.subarray(at) }
}

export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4)
  const code = message.readInt32LE(12)
  if (code === OP_MSG) return { id, ...readOpMsg(message), isLegacy: false }
  if (code !== OP_QUERY) throw new Error(`Operation ${code} of the wire protocol is not supported.`)
  const end = message.indexOf(0, HEADER + 4)
  return { id, body: deserialize(message.subarray(end + 9), AS_READ), isUnacknowledged: false, isLegacy: true }
}

export function writeReply({ id, isLegacy }: Request, reply: Document): Buffer {
  const body = serialize(reply, { ignoreUndefined: true })
  const before = Buffer.alloc(HEADER + (isLegacy ? 20 : 5))
  before.writeInt32LE(before.length + body.length, 0)
  before.writeInt32LE(id, 8)
  before.writeInt32LE(isLegacy ? OP_REPLY : OP_MSG, 12)
  if (isLegacy) before.writeInt32LE(1, HEADER + 16)
  return Buffer.concat([before, body])
}

/** https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md */
function readOpMsg(message: Buffer): { body: Document; isUnacknowledged: boolean } {
  const flags = message.readUInt32LE(HEADER)
  const end = message.length - (flags & 1 ? 4 : 0)
  let body: Document = {}
  const sequences: Document = {}
  let at = HEADER + 4
  while (at < end) {
    const kind = message[at++]
    const size = message.readInt32LE(at)
    const section = message.subarray(at, at + size)
    if (kind === 0) body = deserialize(section, AS_READ)
    else if (kind === 1) readSequence(section, sequences)
    else throw new Error(`A section of kind ${kind} is none of MongoDB's.`)
    at += size
  }
  return { body: { ...body, ...sequences }, isUnacknowledged: (flags & 2) !== 0 }
}

function readSequence(section: Buffer, into: Document): void {
  const end = section.indexOf(0, 4)
  const documents: Document[] = []
  for (let at = end + 1; at < section.length; at += section.readInt32LE(at))
    documents.push(deserialize(section.subarray(at, at + section.readInt32LE(at)), AS_READ))
  into[section.toString('utf8', 4, end)] = documents
}
