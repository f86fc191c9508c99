import type { S3Client } from '@aws-sdk/client-s3'
import { loadS3 } from './s3-client.ts'
import type { S3ClientLike } from './s3-options.ts'

/** How long the order to drop the parts of a broken upload may take. */
const abortMs = 10_000

interface MultipartTarget {
  /** Its requests end with the call's signal. */
  client: S3ClientLike
  /** `Bucket`, `Key`, `ContentType` and what else describes the object. */
  object: { Bucket: string; Key: string } & Record<string, unknown>
}

/**
 * Uploads an object in parts, one after another, each with a checksum; one that breaks off is dropped, and what was there stays.
 *
 * @returns What the server says of the whole, and its size.
 */
export async function uploadInParts(
  { client, object }: MultipartTarget,
  parts: AsyncIterable<Uint8Array>,
): Promise<{ output: unknown; size: number }> {
  const s3 = await loadS3()
  const own = client as unknown as S3Client
  const { Bucket, Key } = object
  const { UploadId } = await own.send(new s3.CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: 'CRC32' }))
  const upload = { Bucket, Key, UploadId }
  try {
    const done: { PartNumber: number; ETag?: string; ChecksumCRC32?: string }[] = []
    let size = 0
    for await (const Body of parts) {
      const PartNumber = done.length + 1
      const part = new s3.UploadPartCommand({ ...upload, PartNumber, Body, ChecksumAlgorithm: 'CRC32' })
      const { ETag, ChecksumCRC32 } = await own.send(part)
      done.push({ PartNumber, ETag, ChecksumCRC32 })
      size += Body.byteLength
    }
    const whole = new s3.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: done } })
    return { output: await own.send(whole), size }
  } catch (error) {
    const drop = new s3.AbortMultipartUploadCommand(upload)
    await own.send(drop, { abortSignal: AbortSignal.timeout(abortMs) }).catch(() => undefined)
    throw error
  }
}

/** The same bytes in pieces of that size but for the last, which is smaller or the only one. */
export async function* piecesOfSize(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(0)
  let used = 0
  for await (const piece of source) {
    for (let offset = 0; offset < piece.byteLength; ) {
      if (used === size) {
        yield part
        part = new Uint8Array(0)
        used = 0
      }
      const taken = piece.subarray(offset, offset + size - used)
      part = withRoom(part, used + taken.byteLength, size)
      part.set(taken, used)
      used += taken.byteLength
      offset += taken.byteLength
    }
  }
  yield part.subarray(0, used)
}

/** The same bytes with room for `needed`: twice as much each time, and `most` at last. */
function withRoom(bytes: Uint8Array<ArrayBuffer>, needed: number, most: number): Uint8Array<ArrayBuffer> {
  if (bytes.byteLength >= needed) return bytes
  const larger = new Uint8Array(Math.min(most, Math.max(needed, 2 * bytes.byteLength)))
  larger.set(bytes)
  return larger
}
