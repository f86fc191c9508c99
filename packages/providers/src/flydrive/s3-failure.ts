import type { FailureDescription } from '../failure/provider-failures.ts'

/** An error of Amazon's client, as far as it is looked at. */
interface S3Error {
  name?: unknown
  $metadata?: { httpStatusCode?: number }
  $response?: { statusCode?: number; headers?: Record<string, string | undefined> }
}

const rights = 'See that these credentials may do that to this bucket.'
const region = "Give the bucket's own `region` (and `endpoint`)."
const remedies: Readonly<Record<string, string>> = {
  AccessDenied: rights,
  Forbidden: rights,
  InvalidAccessKeyId: 'Give `credentials` that there are.',
  InvalidToken: 'Give `credentials` that there are.',
  SignatureDoesNotMatch: 'Give the `secretAccessKey` that belongs to the `accessKeyId`.',
  CredentialsProviderError:
    'Give s3({ credentials }), set them in the environment, or see that the metadata service of this machine answers.',
  NoSuchBucket: 'See that the bucket is there, in this region.',
  NotFound: 'See that the bucket is there, in this region.',
  NoSuchKey: 'See that the file is there.',
  PermanentRedirect: region,
  AuthorizationHeaderMalformed: region,
  IllegalLocationConstraintException: region,
  EntityTooLarge: 'Store a smaller file, or give it as a stream.',
  KeyTooLongError: 'Give it a shorter path: 1,024 bytes at most.',
  AccessControlListNotSupported: 'Leave `visibility` out: the ACLs of this bucket are turned off.',
  RequestTimeTooSkewed: 'Set the clock of this machine.',
}
/** Statuses below 500 under which S3 tells of something that passes. */
const passing: ReadonlySet<string> = new Set([
  'BadDigest',
  'ExpiredToken',
  'NoSuchUpload',
  'OperationAborted',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'SlowDown',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
])
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429])

/** Whether Amazon's client told of it, or of its server's answer. */
export function isS3Error(error: unknown): error is object {
  return (
    typeof error === 'object' &&
    error !== null &&
    ('$metadata' in error || nameOf(error) === 'CredentialsProviderError')
  )
}

/** How it is told. Credentials that could not be had may be had at the next attempt: the machine's metadata service may be slow. */
export function s3Failure(error: unknown): Partial<FailureDescription> {
  if (!isS3Error(error)) return {}
  const { $metadata, $response } = error as S3Error
  const name = nameOf(error)
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  const seconds = Number($response?.headers?.['retry-after'])
  const isFinal = status !== undefined && status < 500 && !passingStatuses.has(status)
  return {
    // Without a name of S3's own it is one of the network, which has a code.
    ...(status !== undefined || name === 'CredentialsProviderError'
      ? { code: codeOf(name, status), retryable: !isFinal || passing.has(name) }
      : {}),
    ...(remedies[name] === undefined ? {} : { remedy: remedies[name] }),
    status,
    ...(seconds > 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  }
}

function nameOf(error: object): string {
  const { name } = error as S3Error
  return typeof name === 'string' ? name : ''
}

/** `NoSuchBucket` is `S3_NO_SUCH_BUCKET`; answers that have no name, as those to HEAD, have their status. */
function codeOf(name: string, status: number | undefined): string {
  if (!/^[A-Z][A-Za-z\d]+$/.test(name) || name === 'Unknown' || name === 'UnknownError') return `S3_${status}`
  return `S3_${name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toUpperCase()}`
}
