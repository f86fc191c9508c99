import type { ProviderFailures } from '../failure/provider-failures.ts'

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

export interface S3Options {
  bucket: string
  /** Where the bucket is: `eu-central-1`, `auto` for R2. Needed unless there is a `client`. */
  region?: string
  /** The address of a server that speaks S3's protocol, of MinIO or R2 say. Default: Amazon's for the region. */
  endpoint?: string
  /** Keys, or what gives them. Default: what Amazon's client finds in the environment, in its files and in the machine's role. */
  credentials?: S3Credentials | (() => Promise<S3Credentials>)
  /** Whether the bucket's name stands in the path instead of the host. Default false; MinIO needs true. */
  forcePathStyle?: boolean
  /**
   * Who may read the files: sent as an ACL with each one. Default: no ACL is sent and the bucket's own rules hold, as buckets whose ACLs are
   * turned off need it (new ones of Amazon, R2).
   */
  visibility?: 'private' | 'public'
  /** Further fields of each `PutObject`: `{ CacheControl: 'max-age=60', StorageClass: 'STANDARD_IA', ServerSideEncryption: 'AES256' }`. */
  putObject?: Readonly<Record<string, unknown>>
  /** Bytes of each part of a file that comes as a stream and has more than one. Default 8 MiB, at least 5 MiB; there are 10,000 parts at most. */
  partBytes?: number
  /** Requests at a time. Default 50. */
  connections?: number
  /** Most requests that are made for one, where the server is busy or does not answer. Default: the client's, 3. */
  maxAttempts?: number
  /** Certificates to trust instead of the system's own. */
  tls?: { ca?: string | Uint8Array }
  /** An `S3Client` of your own. It stays yours: `close` leaves it open. */
  client?: S3ClientLike
}

/** What `S3Client` of `@aws-sdk/client-s3` looks like. */
export interface S3ClientLike {
  readonly config: object
  send(command: never, options?: { abortSignal?: AbortSignal }): Promise<unknown>
  destroy(): void
}

const leastPartBytes = 5 * 1_048_576

export const s3Defaults: { readonly partBytes: number; readonly connections: number } = {
  partBytes: 8 * 1_048_576,
  connections: 50,
}

/** @throws ProviderError with every problem of the options. */
export function checkS3Options(options: S3Options, failures: ProviderFailures): void {
  const { bucket, region, endpoint, credentials, visibility, partBytes, connections, maxAttempts, client } = options
  const problems: string[] = []
  const unless = (isRight: boolean, problem: string): unknown => isRight || problems.push(problem)
  unless(isText(bucket), '`bucket` has to be the name of a bucket')
  unless(
    client !== undefined || isText(region),
    '`region` has to be the region of the bucket, unless there is a `client`',
  )
  unless(
    endpoint === undefined || /^https?:\/\/[^/@]+/.test(String(endpoint)),
    '`endpoint` has to be an http or https address',
  )
  unless(
    credentials === undefined || areCredentials(credentials),
    '`credentials` has to have `accessKeyId` and `secretAccessKey`, or to be a function that gives them',
  )
  unless([undefined, 'private', 'public'].includes(visibility), '`visibility` has to be `private` or `public`')
  unless(
    partBytes === undefined || (Number.isInteger(partBytes) && partBytes >= leastPartBytes),
    `\`partBytes\` has to be ${leastPartBytes} or more`,
  )
  for (const [name, value] of Object.entries({ connections, maxAttempts }))
    unless(
      value === undefined || (Number.isInteger(value) && value >= 1),
      `\`${name}\` has to be a whole number of 1 or more`,
    )
  unless(
    client === undefined || typeof client.send === 'function',
    '`client` has to be an S3Client of @aws-sdk/client-s3',
  )
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
}

function areCredentials(given: S3Options['credentials']): boolean {
  return typeof given === 'function' || (isText(given?.accessKeyId) && isText(given.secretAccessKey))
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
