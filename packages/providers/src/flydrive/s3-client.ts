import type { ProviderFailures } from '../failure/provider-failures.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { type S3ClientLike, type S3Credentials, type S3Options, s3Defaults } from './s3-options.ts'

type S3Module = typeof import('@aws-sdk/client-s3')

export function loadS3(): Promise<S3Module> {
  return loadVendor('s3()', '@aws-sdk/client-s3', () => import('@aws-sdk/client-s3'))
}

/** Secrets that a function gives are kept out of errors from then on. */
export async function openS3(options: S3Options, failures: ProviderFailures): Promise<S3ClientLike> {
  const {
    region,
    endpoint,
    credentials,
    forcePathStyle,
    maxAttempts,
    connections = s3Defaults.connections,
    tls,
  } = options
  const { S3Client } = await loadS3()
  const agent = { maxSockets: connections }
  return new S3Client({
    region,
    endpoint,
    forcePathStyle,
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(credentials !== undefined && { credentials: hidden(credentials, failures) }),
    // A request that waits for "100 Continue" has an agent of its own, which knows nothing of the certificates.
    ...(tls?.ca !== undefined && { expectContinueHeader: false }),
    requestHandler: {
      connectionTimeout: 10_000,
      httpAgent: agent,
      httpsAgent: { ...agent, ...(tls?.ca !== undefined && { ca: tls.ca as string }) },
    },
  })
}

function hidden(
  credentials: NonNullable<S3Options['credentials']>,
  failures: ProviderFailures,
): NonNullable<S3Options['credentials']> {
  if (typeof credentials !== 'function') return credentials
  let last: S3Credentials | undefined
  return async () => {
    const given = await credentials()
    if (given.secretAccessKey !== last?.secretAccessKey) failures.hide(given.secretAccessKey)
    if (given.sessionToken !== undefined && given.sessionToken !== last?.sessionToken) failures.hide(given.sessionToken)
    last = given
    return given
  }
}

/** The same client, each of whose requests ends with the signal where it says no other; `told` hears what each one came to. */
export function withSignal(client: S3ClientLike, signal: AbortSignal, told: (output: unknown) => void): S3ClientLike {
  return {
    config: client.config,
    async send(command, { abortSignal = signal } = {}) {
      const output = await client.send(command, { abortSignal })
      told(output)
      return output
    },
    destroy: () => undefined,
  }
}
