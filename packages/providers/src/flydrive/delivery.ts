import type { Delivery } from '../delivery/delivery.ts'

const shared = {
  subpath: 'flydrive',
  family: 'storage',
  idempotency: 'not used: the same path is written again with the same content',
  bulk: 'one file after another of an action, up to `concurrency` actions at a time',
} as const

/** What storages promise. */
export const deliveries: readonly Delivery[] = [
  {
    ...shared,
    provider: 'localFolder()',
    vendor: ['flydrive'],
    confirmed:
      'the file is on the disk (`fsync`) and has its name; readers see the old file or the new one, never half of it',
    retried: 'a root that is not there, a full disk (`ENOSPC`, `EDQUOT`), too many open files, errors of the device',
    final:
      'no right to write, a read-only file system, a missing source of a copy, a folder in the place of the file, a name that is too long, a path or symbolic link that leads out of the root',
    limits:
      'folders on the way are made, the root is not; a new file takes the place of an old one, whose permissions and owner are not kept; a process that is killed may leave a `.triggerkit-…` file behind; somebody else who may change links in the root while a file is written is not guarded against',
    tried: 'a real file system',
  },
  {
    ...shared,
    provider: 's3()',
    vendor: ['flydrive', '@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'],
    confirmed: 'S3 answered the `PutObject`, or the `CompleteMultipartUpload`, whose CRC-32 it checked',
    retried:
      'no connection, `SlowDown` and every other 5xx, 408, 429, `RequestTimeout`, `ExpiredToken`, a wrong checksum, no credentials to be had (`CredentialsProviderError`); the client itself asks up to three times first (`maxAttempts`)',
    final:
      'every other 4xx: `AccessDenied`, `InvalidAccessKeyId`, `SignatureDoesNotMatch`, `NoSuchBucket`, `NoSuchKey`, `EntityTooLarge`, another region',
    limits:
      'a stream is sent in parts of `partBytes` (8 MiB, at most 10,000), one of which is in memory for each action; what is smaller is one `PutObject`; one copy of S3 takes at most 5 GB; no ACL is sent unless `visibility` says so; a process that is killed leaves the parts of its upload to a lifecycle rule of the bucket',
    bulk: 'up to `connections` (50) requests at a time over kept connections',
    tried:
      "a server speaking S3's protocol that verifies Signature Version 4 and CRC-32; not Amazon S3, MinIO or R2 themselves",
  },
  {
    ...shared,
    provider: 'disk()',
    vendor: ['flydrive'],
    confirmed: "Drive's driver says so; its driver for file systems writes in place, where readers may see half a file",
    retried: 'errors of the network, 5xx, 408, 425, 429, a full disk, and what is not known',
    final: 'every other 4xx, no right to write, a missing source of a copy, a path that Drive would change or refuse',
    limits:
      'paths of letters, digits and `-_!.` only, as Drive has it; streams are gathered first (`egress.maxFileBytes`); an attempt that is given up is not heard of, but goes on in the driver',
    tried: "Drive's drivers for S3 (on the same server) and for file systems; not its driver for Google Cloud Storage",
  },
]
