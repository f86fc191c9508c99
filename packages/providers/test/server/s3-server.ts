import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { certificate } from '../fixture/certificate.ts'
import { refusal, refuseSignature, type S3Keys, type S3Refusal } from './s3-signature.ts'

interface StoredObject {
  body: Buffer
  type: string | undefined
  headers: IncomingMessage['headers']
}

interface Upload {
  key: string
  headers: IncomingMessage['headers']
  parts: Map<number, Buffer>
}

interface Asked {
  request: IncomingMessage
  body: Buffer
  bucket: Map<string, StoredObject>
  key: string
  query: URLSearchParams
}

interface Answer {
  status?: number
  headers?: Record<string, string>
  content?: string | Buffer
}

const leastPartBytes = 5 * 1_048_576

/** For tests: the part of S3's protocol that stores, reads, copies and deletes objects, with signatures and checksums really checked. */
export class S3Server {
  readonly keys: S3Keys = { accessKeyId: 'AKIATEST', secretAccessKey: `secret/${randomUUID()}` }
  /** Buckets, and the objects in them by key. */
  readonly buckets: Map<string, Map<string, StoredObject>> = new Map()
  /** Multipart uploads that are under way. */
  readonly uploads: Map<string, Upload> = new Map()
  /** `PUT PutObject` and the like, of each request that was done. */
  readonly done: string[] = []
  /** What it answers to the next requests instead. */
  readonly next: S3Refusal[] = []
  /** Larger objects are refused. */
  maxBytes: number = Number.POSITIVE_INFINITY
  /** Called for each request once it is there; what it waits for the answer waits for. */
  onRequest: (operation: string) => unknown = () => undefined
  readonly #server: Server
  readonly #protocol: string

  constructor({ secure = false }: { secure?: boolean } = {}) {
    const listener: RequestListener = (request, response) =>
      void this.#take(request, response).catch(() => response.destroy())
    this.#server = secure ? createSecureServer(certificate, listener) : createServer(listener)
    this.#protocol = secure ? 'https' : 'http'
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get endpoint(): string {
    return `${this.#protocol}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const url = new URL(request.url ?? '', this.endpoint)
    const [, bucketName = '', ...rest] = url.pathname.split('/')
    const key = rest.map(decodeURIComponent).join('/')
    const operation = operationOf(request, key, url.searchParams)
    await this.onRequest(operation)
    const bucket = this.buckets.get(bucketName)
    const refused =
      this.next.shift() ??
      refuseSignature(request, body, this.keys) ??
      (bucket === undefined ? refusal(404, 'NoSuchBucket', 'The specified bucket does not exist') : undefined)
    const answer = refused ?? this.#answer(operation, { request, body, bucket: bucket!, key, query: url.searchParams })
    if ('code' in answer) return this.#refuse(request, response, answer)
    this.done.push(operation)
    response.writeHead(answer.status ?? 200, { 'x-amz-request-id': 'REQUEST1', ...answer.headers }).end(answer.content)
  }

  #refuse({ method }: IncomingMessage, response: ServerResponse, { status, code, message }: S3Refusal): void {
    response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'REQUEST1' })
    response.end(method === 'HEAD' ? undefined : xml('Error', { Code: code, Message: message, RequestId: 'REQUEST1' }))
  }

  #answer(operation: string, asked: Asked): Answer | S3Refusal {
    const { bucket, key } = asked
    switch (operation) {
      case 'HeadBucket':
        return {}
      case 'PutObject':
        return this.#put(asked)
      case 'CopyObject':
        return this.#copy(asked)
      case 'GetObject':
      case 'HeadObject': {
        const found = bucket.get(key)
        if (found === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')
        const headers = { etag: etagOf(found.body), 'content-type': found.type ?? 'binary/octet-stream' }
        return { headers, content: operation === 'GetObject' ? found.body : undefined }
      }
      case 'DeleteObject':
        bucket.delete(key)
        return { status: 204 }
      default:
        return this.#multipart(operation, asked)
    }
  }

  #put({ request: { headers }, body, bucket, key }: Asked): Answer | S3Refusal {
    const refused = this.#refuseBody(headers, body, key)
    if (refused !== undefined) return refused
    bucket.set(key, { body, type: headers['content-type'], headers })
    return { headers: { etag: etagOf(body), 'x-amz-checksum-crc32': checksumOf(body), 'x-amz-version-id': 'v1' } }
  }

  #copy({ request: { headers }, key, bucket }: Asked): Answer | S3Refusal {
    const [from = '', ...rest] = String(headers['x-amz-copy-source'])
      .replace(/^\//, '')
      .split('/')
      .map(decodeURIComponent)
    const source = this.buckets.get(from)?.get(rest.join('/'))
    if (source === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')
    bucket.set(key, { ...source, headers: { ...source.headers, 'x-amz-acl': headers['x-amz-acl'] } })
    return { content: xml('CopyObjectResult', { ETag: etagOf(source.body), ChecksumCRC32: checksumOf(source.body) }) }
  }

  #multipart(operation: string, { request: { headers }, body, bucket, key, query }: Asked): Answer | S3Refusal {
    if (operation === 'CreateMultipartUpload') {
      const id = randomUUID()
      this.uploads.set(id, { key, headers, parts: new Map() })
      return { content: xml('InitiateMultipartUploadResult', { Key: key, UploadId: id }) }
    }
    const id = query.get('uploadId') ?? ''
    const upload = this.uploads.get(id)
    if (upload === undefined) return refusal(404, 'NoSuchUpload', 'The specified upload does not exist.')
    if (operation === 'UploadPart') {
      const refused = this.#refuseBody(headers, body, key)
      if (refused !== undefined) return refused
      upload.parts.set(Number(query.get('partNumber')), body)
      return { headers: { etag: etagOf(body), 'x-amz-checksum-crc32': checksumOf(body) } }
    }
    this.uploads.delete(id)
    if (operation === 'AbortMultipartUpload') return { status: 204 }
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) =>
      upload.parts.get(Number(number)),
    )
    if (named.length === 0 || named.includes(undefined))
      return refusal(400, 'InvalidPart', 'A part could not be found.')
    const parts = named as Buffer[]
    if (parts.slice(0, -1).some((part) => part.length < leastPartBytes))
      return refusal(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
    const whole = Buffer.concat(parts)
    bucket.set(key, { body: whole, type: upload.headers['content-type'], headers: upload.headers })
    return { content: xml('CompleteMultipartUploadResult', { Key: key, ETag: etagOf(whole) }) }
  }

  #refuseBody(headers: IncomingMessage['headers'], body: Buffer, key: string): S3Refusal | undefined {
    if (Buffer.byteLength(key) > 1_024) return refusal(400, 'KeyTooLongError', 'Your key is too long')
    if (body.length > this.maxBytes)
      return refusal(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.')
    const isRight = headers['x-amz-checksum-crc32'] === checksumOf(body)
    return isRight
      ? undefined
      : refusal(400, 'BadDigest', 'The CRC32 you specified did not match the calculated checksum.')
  }
}

function operationOf({ method, headers }: IncomingMessage, key: string, query: URLSearchParams): string {
  const isUpload = query.has('uploadId')
  if (method === 'POST') return isUpload ? 'CompleteMultipartUpload' : 'CreateMultipartUpload'
  if (method === 'DELETE') return isUpload ? 'AbortMultipartUpload' : 'DeleteObject'
  if (method === 'HEAD') return key === '' ? 'HeadBucket' : 'HeadObject'
  if (method === 'GET') return 'GetObject'
  if (headers['x-amz-copy-source'] !== undefined) return 'CopyObject'
  return isUpload ? 'UploadPart' : 'PutObject'
}

function xml(name: string, members: Record<string, string>): string {
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const inside = Object.entries(members).map(([key, value]) => `<${key}>${escaped(value)}</${key}>`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${inside.join('')}</${name}>`
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

function checksumOf(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}
