import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { createTriggers, ProviderError } from '@triggerkit/core'
import { type S3ClientLike, type S3Options, s3 } from '@triggerkit/providers/flydrive'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { certificate } from './fixture/certificate.ts'
import { providerCall } from './fixture/provider-call.ts'
import { S3Server } from './server/s3-server.ts'
import { refusal } from './server/s3-signature.ts'

const partBytes = 5 * 1_048_576
const type = { mimeType: 'image/png' }
const hi = Buffer.from('hi')
let server: S3Server
let made: ReturnType<typeof s3>[]

beforeAll(async () => {
  server = await new S3Server().start()
  made = []
})
afterAll(async () => {
  await Promise.all(made.map((each) => each.close!()))
  await server.stop()
})
beforeEach(() => {
  server.buckets.set('shop', new Map())
  server.done.length = 0
  server.next.length = 0
  server.onRequest = () => undefined
})

function create(given: Partial<S3Options> = {}): ReturnType<typeof s3> {
  const base = { bucket: 'shop', region: 'us-east-1', endpoint: server.endpoint, forcePathStyle: true, partBytes }
  made.push(s3({ ...base, credentials: server.keys, ...given }))
  return made.at(-1)!
}

const stored = (key: string) => server.buckets.get('shop')!.get(key)

async function* bytes(total: number, piece: number, broken?: Error): AsyncGenerator<Uint8Array> {
  for (let left = total; left > 0; left -= piece) yield Buffer.alloc(Math.min(left, piece), left % 251)
  if (broken) throw broken
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

describe('s3()', () => {
  it('stores with type, length and checksum, in place of what was there, and says what identifies it', async () => {
    const storage = create({ putObject: { CacheControl: 'max-age=60' } })
    await storage.upload('/a.png', Buffer.from('old'), type, providerCall())
    expect(await storage.upload('//a.png', hi, type, providerCall())).toEqual({
      path: 'a.png',
      size: 2,
      etag: '"49f68a5c8493ec2c0bf489821c21fc3b"',
      versionId: 'v1',
      checksumCrc32: '2JMqrA==',
    })
    expect(stored('a.png')!.body.toString()).toBe('hi')
    expect(stored('a.png')!.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '2',
      'cache-control': 'max-age=60',
      'x-amz-checksum-crc32': '2JMqrA==',
    })
    expect(stored('a.png')!.headers['x-amz-acl']).toBeUndefined()
    await storage.upload('/empty', new Uint8Array(0), type, providerCall())
    expect(stored('empty')!.body).toHaveLength(0)
  })

  it('any name is stored and copied as it is', async () => {
    const storage = create()
    const odd = "a b/%41+&=?#'()!*;:@$,~ü€😀.txt"
    await storage.upload(odd, hi, type, providerCall())
    expect([...server.buckets.get('shop')!.keys()]).toEqual([odd])
    await storage.copy(odd, `copy/${odd}`, providerCall())
    expect(stored(`copy/${odd}`)).toMatchObject({ type: 'image/png', body: hi })
    await storage.delete(odd, providerCall())
    expect([...server.buckets.get('shop')!.keys()]).toEqual([`copy/${odd}`])
  })

  it('sends an ACL only where it is told who may read', async () => {
    const storage = create({ visibility: 'public' })
    await storage.upload('a', hi, type, providerCall())
    await storage.copy('a', 'b', providerCall())
    await storage.uploadStream!('c', bytes(partBytes + 1, 1_000_000), type, providerCall())
    expect(['a', 'b', 'c'].map((key) => stored(key)!.headers['x-amz-acl'])).toEqual(Array(3).fill('public-read'))
    expect(server.done).not.toContain('GetObjectAcl')
  })

  it.each([
    [0, ['PutObject']],
    [partBytes - 1, ['PutObject']],
    [partBytes, ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload']],
    [2 * partBytes + 7, ['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'UploadPart', 'CompleteMultipartUpload']],
  ])('a stream of %i bytes is %j', async (size, operations) => {
    const result = await create().uploadStream!('s', bytes(size, 999_983), type, providerCall())
    expect(result).toMatchObject({ path: 's', size })
    expect(server.done).toEqual(operations)
    expect(stored('s')!.body.equals(await whole(bytes(size, 999_983)))).toBe(true)
    expect(stored('s')!.type).toBe('image/png')
  })

  it('a stream that breaks off leaves what was there, and is dropped; its own error stays what it is', async () => {
    const storage = create()
    await storage.upload('s', hi, type, providerCall())
    for (const size of [10, 2 * partBytes]) {
      const broken = new ProviderError({ message: 'the source is gone', retryable: false })
      const upload = storage.uploadStream!('s', bytes(size, 1_000_000, broken), type, providerCall())
      expect(await upload.catch((error: unknown) => error)).toBe(broken)
    }
    expect(server.done.at(-1)).toBe('AbortMultipartUpload')
    expect(server.uploads.size).toBe(0)
    expect(stored('s')!.body.toString()).toBe('hi')
  })

  it('a part that is refused, and an attempt whose time is up, drop the upload too', async () => {
    const storage = create({ maxAttempts: 1 })
    const controller = new AbortController()
    let parts = 0
    server.onRequest = (operation) => {
      if (operation === 'UploadPart' && ++parts === 2) server.next.push(refusal(403, 'AccessDenied', 'Access Denied'))
      if (operation === 'UploadPart' && parts === 4) controller.abort(new Error('time is up'))
    }
    const upload = (signal?: AbortSignal) =>
      storage.uploadStream!('s', bytes(3 * partBytes, 1_000_000), type, providerCall(signal && { signal }))
    await expect(upload()).rejects.toMatchObject({ code: 'S3_ACCESS_DENIED', retryable: false })
    await expect(upload(controller.signal)).rejects.toThrow('time is up')
    await expect.poll(() => server.uploads.size).toBe(0)
    expect(stored('s')).toBeUndefined()
  })

  it('an action whose signal is aborted already asks for nothing', async () => {
    const signal = AbortSignal.abort(new Error('too late'))
    const storage = create()
    await expect(storage.upload('a', hi, type, providerCall({ signal }))).rejects.toThrow('too late')
    await expect(storage.copy('a', 'b', providerCall({ signal }))).rejects.toThrow('too late')
    await expect(storage.delete('a', providerCall({ signal }))).rejects.toThrow('too late')
    expect(server.done).toEqual([])
  })

  it.each([
    [503, 'SlowDown', true],
    [500, 'InternalError', true],
    [400, 'RequestTimeout', true],
    [403, 'AccessDenied', false],
    [403, 'InvalidAccessKeyId', false],
    [400, 'AccessControlListNotSupported', false],
    [301, 'PermanentRedirect', false],
    [409, 'OperationAborted', true],
  ])('%i %s is retryable: %s', async (status, name, retryable) => {
    server.next.push(refusal(status, name, 'No.'))
    const error = await create({ maxAttempts: 1 })
      .upload('a', hi, type, providerCall())
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ProviderError', status, retryable, provider: 's3' })
    expect(String(error)).toContain('in the bucket "shop"')
  })

  it('a busy server is asked again by the client itself, three times', async () => {
    server.next.push(refusal(503, 'SlowDown', 'Reduce your request rate.'), refusal(500, 'InternalError', 'No.'))
    await create().upload('a', hi, type, providerCall())
    expect(server.done).toEqual(['PutObject'])
  })

  it('a connection that ends before the answer is tried again, also where the provider is closed meanwhile', async () => {
    const storage = create({ maxAttempts: 1 })
    server.onRequest = () => Promise.reject(new Error('gone'))
    await expect(storage.upload('a', hi, type, providerCall())).rejects.toMatchObject({ retryable: true })
    server.onRequest = () => storage.close!()
    const settled = await storage.upload('a', hi, type, providerCall()).catch((error: unknown) => error)
    expect(settled).toSatisfy(
      (each: { path?: string; retryable?: boolean }) => each.path === 'a' || each.retryable === true,
    )
  })

  it('a missing source of a copy is final, and deleting what is not there is done', async () => {
    const storage = create()
    await expect(storage.copy('none', 'b', providerCall())).rejects.toMatchObject({
      code: 'S3_NO_SUCH_KEY',
      retryable: false,
      message: expect.stringContaining('See that the file is there') as unknown,
    })
    expect(await storage.delete('none', providerCall())).toEqual({ path: 'none' })
  })

  it('keys may come from a function, and stay out of errors', async () => {
    const sessionToken = 'session-token-4711'
    const storage = create({
      credentials: async () => ({ ...server.keys, secretAccessKey: 'given/later', sessionToken }),
    })
    const error = await storage.upload('a', hi, type, providerCall()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'S3_SIGNATURE_DOES_NOT_MATCH' })
    server.next.push(refusal(400, 'InvalidToken', `The token ${sessionToken} of given/later is malformed`))
    const told = await storage.upload('a', hi, type, providerCall()).catch((thrown: unknown) => String(thrown))
    expect(told).toContain('[secret:s3] of [secret:s3] is malformed')
  })

  it('TLS with a certificate of its own', async () => {
    const secure = await new S3Server({ secure: true }).start()
    secure.buckets.set('shop', new Map())
    const storage = create({ endpoint: secure.endpoint, credentials: secure.keys, tls: { ca: certificate.cert } })
    await storage.upload('a', hi, type, providerCall())
    await storage.uploadStream!('b', bytes(partBytes + 1, 1_000_000), type, providerCall())
    expect([...secure.buckets.get('shop')!.keys()]).toEqual(['a', 'b'])
    await storage.close!()
    await secure.stop()
  })

  it.each(['../a', 'a/../b', './a', 'a/', '', '/', 'a\\b', 'a\nb', 'a\0b'])('the path %j is refused', async (path) => {
    const storage = create()
    const refused = { code: 'STORAGE_PATH', retryable: false }
    await expect(storage.upload(path, hi, type, providerCall())).rejects.toMatchObject(refused)
    await expect(storage.copy('a', path, providerCall())).rejects.toMatchObject(refused)
    expect(server.done).toEqual([])
  })

  it('takes a stream of a record, large and in parts, through an engine', async () => {
    const triggers = createTriggers({ providers: { storage: create() } })
    const config = { storage: 's3', path: '/{{record.id}}.bin', data: '{{record.file}}' }
    triggers.register('files', { name: 'keep', events: ['afterInsert'], actions: [{ type: 'storage.upload', config }] })
    const file = Readable.from(bytes(partBytes + 1, 1_000_000))
    const report = await triggers.execute('afterInsert', { table: 'files', record: { id: 7, file } })
    expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'done', result: { size: partBytes + 1 } })
    expect(server.done).toContain('CompleteMultipartUpload')
    await triggers.close()
  })

  it('tells every problem of its options, and takes a real client', () => {
    expect(() =>
      s3({
        bucket: '',
        endpoint: 'x',
        credentials: {} as never,
        visibility: 'all' as never,
        partBytes: 5,
        connections: 0,
      }),
    ).toThrow(
      /`bucket` .*; `region` .*; `endpoint` .*; `credentials` .*; `visibility` .*; `partBytes` .*; `connections` /,
    )
    const drift: S3ClientLike = new S3Client({ region: 'us-east-1' })
    drift.destroy()
  })
})
