import { runProviderSuite } from '@triggerkit/conformance'
import { disk } from '@triggerkit/providers/flydrive'
import { Disk } from 'flydrive'
import { S3Driver } from 'flydrive/drivers/s3'
import { S3Server } from './server/s3-server.ts'
import { startSilentServer } from './server/silent-server.ts'

const upload = (path: string, data = 'hello') => ({ type: 'storage.upload', storage: 'files', path, data })

runProviderSuite({
  name: 'disk() storage',
  family: 'storage',
  triedOn: "Drive's S3 driver, on a server speaking S3's protocol",
  async setup() {
    const server = await new S3Server().start()
    const secure = await new S3Server({ secure: true }).start()
    const silent = await startSilentServer()
    server.buckets.set('shop', new Map())
    server.maxBytes = 50_000
    const driveDisk = (endpoint: string, given: { bucket?: string; secretAccessKey?: string } = {}) =>
      new Disk(
        new S3Driver({
          bucket: given.bucket ?? 'shop',
          visibility: 'private',
          supportsACL: false,
          region: 'eu-central-1',
          endpoint,
          forcePathStyle: true,
          credentials: { ...server.keys, ...(given.secretAccessKey && { secretAccessKey: given.secretAccessKey }) },
        }),
      )
    const make = (...given: Parameters<typeof driveDisk>) => disk({ disk: driveDisk(...given) })
    const create = () => make(server.endpoint)
    return {
      create,
      actions: [
        { action: upload('/orders/{{record.id}}/a.txt'), result: { path: 'orders/7/a.txt', size: 5 } },
        {
          action: { type: 'storage.copy', storage: 'files', source: '/orders/7/a.txt', destination: '/b.txt' },
          result: { path: 'b.txt' },
        },
        { action: { type: 'storage.delete', storage: 'files', path: '/b.txt' }, result: { path: 'b.txt' } },
      ],
      arrived: () => server.done.length,
      failures: {
        down: {
          outcome: 'retry',
          create: () => make('http://127.0.0.1:1'),
          message: /ECONNREFUSED.*See that the server/,
        },
        credentials: {
          outcome: 'final',
          create: () => make(server.endpoint, { secretAccessKey: 'wrong-secret' }),
          message: /Give the `secretAccessKey` that belongs/,
          code: 'S3_SIGNATURE_DOES_NOT_MATCH',
        },
        tls: { outcome: 'retry', create: () => make(secure.endpoint), message: /self-signed certificate/ },
        'too-large': {
          outcome: 'final',
          create,
          action: { action: upload('/large', 'x'.repeat(50_001)) },
          message: /Store a smaller file/,
        },
        'unknown-target': {
          outcome: 'final',
          create: () => make(server.endpoint, { bucket: 'not-there' }),
          message: /See that the bucket is there/,
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: upload('/über.txt') },
          message: /Drive takes no such path\. Give letters, digits/,
          code: 'STORAGE_PATH',
        },
      },
      silent: () => make(`http://127.0.0.1:${silent.port}`),
      secrets: [server.keys.secretAccessKey, 'wrong-secret'],
      withOwnClient: async () => {
        const own = driveDisk(server.endpoint)
        return {
          provider: disk({ disk: own }),
          stillWorks: async () => own.exists('orders/7/a.txt'),
          end: () => undefined,
        }
      },
      teardown: () => Promise.all([server.stop(), secure.stop(), silent.close()]).then(() => undefined),
    }
  },
})
