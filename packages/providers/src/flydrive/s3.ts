import type { ProviderCall, StorageProvider } from '@triggerkit/core'
import type { S3Driver } from 'flydrive/drivers/s3'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { loadS3, openS3, withSignal } from './s3-client.ts'
import { createS3Driver } from './s3-driver.ts'
import { s3Failure } from './s3-failure.ts'
import { piecesOfSize, uploadInParts } from './s3-multipart.ts'
import { checkS3Options, type S3ClientLike, type S3Options, s3Defaults } from './s3-options.ts'
import { SourcePieces } from './source-pieces.ts'
import { storageKey } from './storage-key.ts'

const name = 's3'

/**
 * Keeps files in a bucket of Amazon S3, or of a server that speaks its protocol, by Drive's driver for S3 (install `flydrive`,
 * `@aws-sdk/client-s3` and `@aws-sdk/s3-request-presigner` beside this package). A stream that has more than one part goes as a multipart upload:
 * one that breaks off leaves what was there. Results: `{ path, size?, etag?, versionId?, checksumCrc32? }`.
 *
 * ```ts
 * createTriggers({ providers: { storage: s3({ bucket: 'shop-files', region: 'eu-central-1' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function s3(options: S3Options): StorageProvider {
  const keys = typeof options.credentials === 'object' ? options.credentials : undefined
  const failures = new ProviderFailures(name, [keys?.secretAccessKey, keys?.sessionToken])
  checkS3Options(options, failures)
  const own = options.client
  const client = new LazyClient<S3ClientLike>(
    () => (own === undefined ? openS3(options, failures) : Promise.resolve(own)),
    (opened) => (own === undefined ? opened.destroy() : undefined),
  )
  const run = async <T>(
    doing: string,
    call: ProviderCall,
    work: (bucket: Bucket) => Promise<T>,
    pieces?: SourcePieces,
  ) => {
    try {
      return await untilAborted(call.signal, async () => work(new Bucket(options, await client.get(), call.signal)))
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      if (pieces?.failure !== undefined) throw pieces.failure.error
      throw failures.of(error, call, { doing: `${doing} in the bucket "${options.bucket}"`, ...s3Failure(error) })
    }
  }
  return {
    family: 'storage',
    name,
    concurrency: options.connections ?? s3Defaults.connections,
    async upload(path, bytes, { mimeType }, call) {
      const key = storageKey(path, failures, call)
      return run(`store "${key}"`, call, (bucket) => bucket.put(key, bytes, mimeType))
    },
    async uploadStream(path, pieces, { mimeType }, call) {
      const key = storageKey(path, failures, call)
      const source = new SourcePieces(pieces)
      return run(`store "${key}"`, call, (bucket) => bucket.putPieces(key, source, mimeType), source)
    },
    async delete(path, call) {
      const key = storageKey(path, failures, call)
      return run(`delete "${key}"`, call, (bucket) => bucket.delete(key))
    },
    async copy(source, destination, call) {
      const [from, to] = [storageKey(source, failures, call), storageKey(destination, failures, call)]
      return run(`copy "${from}" to "${to}"`, call, (bucket) => bucket.copy(from, to))
    },
    async health({ signal }) {
      try {
        return await untilAborted(signal, async () => new Bucket(options, await client.get(), signal).ask())
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw failures.of(error, undefined, { doing: `reach the bucket "${options.bucket}"`, ...s3Failure(error) })
      }
    },
    close: () => client.close(),
  }
}

/** The bucket during one call: every request ends with the call's signal. */
class Bucket {
  readonly #options: S3Options
  readonly #client: S3ClientLike
  #output: Record<string, unknown> = {}

  constructor(options: S3Options, client: S3ClientLike, signal: AbortSignal) {
    this.#options = options
    this.#client = withSignal(client, signal, (output) => {
      this.#output = output as Record<string, unknown>
    })
  }

  async put(key: string, bytes: Uint8Array, contentType: string): Promise<object> {
    const driver = await this.#driver()
    await driver.put(key, bytes, { ...this.#options.putObject, contentType })
    return { path: key, size: bytes.byteLength, ...told(this.#output) }
  }

  /** As one object where all of it is one part, in parts where it is more. */
  async putPieces(key: string, pieces: AsyncIterable<Uint8Array>, contentType: string): Promise<object> {
    const partBytes = this.#options.partBytes ?? s3Defaults.partBytes
    const parts = piecesOfSize(pieces, partBytes)
    try {
      const { value: first } = (await parts.next()) as { value: Uint8Array }
      if (first.byteLength < partBytes) return await this.put(key, first, contentType)
      const { bucket, visibility, putObject } = this.#options
      const acl = visibility === undefined ? {} : { ACL: visibility === 'public' ? 'public-read' : 'private' }
      const object = { ...putObject, ...acl, Bucket: bucket, Key: key, ContentType: contentType }
      const target = { client: this.#client, object }
      const { output, size } = await uploadInParts(target, followedBy(first, parts))
      return { path: key, size, ...told(output as Record<string, unknown>) }
    } finally {
      await parts.return(undefined)
    }
  }

  async delete(key: string): Promise<object> {
    const driver = await this.#driver()
    await driver.delete(key)
    return { path: key }
  }

  async copy(from: string, to: string): Promise<object> {
    const driver = await this.#driver()
    await driver.copy(from, to, { visibility: this.#options.visibility ?? 'private' })
    return { path: to, ...told((this.#output.CopyObjectResult as Record<string, unknown> | undefined) ?? {}) }
  }

  async ask(): Promise<object> {
    const { HeadBucketCommand } = await loadS3()
    const { bucket } = this.#options
    await this.#client.send(new HeadBucketCommand({ Bucket: bucket }) as never)
    return { bucket }
  }

  #driver(): Promise<S3Driver> {
    return createS3Driver(this.#options, this.#client)
  }
}

/** What identifies the object, of what the server answered. */
function told({ ETag, VersionId, ChecksumCRC32 }: Record<string, unknown>): object {
  const found = { etag: ETag, versionId: VersionId, checksumCrc32: ChecksumCRC32 }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'string'))
}

async function* followedBy(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}
