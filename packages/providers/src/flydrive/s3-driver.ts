import type { S3Driver } from 'flydrive/drivers/s3'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { S3ClientLike, S3Options } from './s3-options.ts'

type Driver = new (options: ConstructorParameters<typeof S3Driver>[0]) => S3Driver

let loading: Promise<Driver> | undefined

/** Drive's driver over that client, without ACLs unless the options say who may read. */
export async function createS3Driver(
  { bucket, visibility }: Pick<S3Options, 'bucket' | 'visibility'>,
  client: S3ClientLike,
): Promise<S3Driver> {
  loading ??= loadDriver()
  loading.catch(() => {
    loading = undefined
  })
  const CopyingDriver = await loading
  return new CopyingDriver({
    client: client as never,
    bucket,
    visibility: visibility ?? 'private',
    supportsACL: visibility !== undefined,
  })
}

/** Drive writes the source of a copy as it is, where S3 takes it percent-encoded. */
async function loadDriver(): Promise<Driver> {
  const packages = 'flydrive @aws-sdk/s3-request-presigner'
  const drive = await loadVendor('s3()', packages, () => import('flydrive/drivers/s3'))
  return class extends drive.S3Driver {
    protected override createCopyObjectCommand(...[client, input]: Parameters<S3Driver['createCopyObjectCommand']>) {
      const CopySource = input.CopySource?.split('/').map(encodeURIComponent).join('/')
      return super.createCopyObjectCommand(client, { ...input, CopySource })
    }
  }
}
