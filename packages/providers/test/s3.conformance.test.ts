import { S3Client } from '@aws-sdk/client-s3'
import { runProviderSuite } from '@triggerkit/conformance'
import { s3 } from '@triggerkit/providers/flydrive'
import { expect } from 'vitest'
import { S3Server } from './server/s3-server.ts'
import { startSilentServer } from './server/silent-server.ts'

const upload = (path: string, data = 'hello') => ({ type: 'storage.upload', storage: 'files', path, data })

runProviderSuite({
  name: 's3() storage',
  family: 'storage',
  triedOn: "a server speaking S3's protocol that verifies signatures and checksums",
  async setup() {
    const server = await new S3Server().start()
    const secure = await new S3Server({ secure: true }).start()
    const silent = await startSilentServer()
    server.buckets.set(
      'shop',
      new Map([['there.txt', { body: Buffer.from('hello'), type: 'text/plain', headers: {} }]]),
    )
    server.maxBytes = 50_000
    const options = (endpoint: string) => ({
      bucket: 'shop',
      region: 'eu-central-1',
      endpoint,
      forcePathStyle: true,
      credentials: server.keys,
    })
    const create = () => s3(options(server.endpoint))
    return {
      create,
      actions: [
        {
          action: upload('/orders/{{record.id}}/rächnung 1.txt'),
          result: expect.objectContaining({
            path: 'orders/7/rächnung 1.txt',
            size: 5,
            etag: '"5d41402abc4b2a76b9719d911017c592"',
            checksumCrc32: 'NhCmhg==',
          }) as unknown,
        },
        {
          action: { type: 'storage.copy', storage: 'files', source: 'orders/7/rächnung 1.txt', destination: '/b' },
          result: expect.objectContaining({ path: 'b', etag: expect.any(String) as unknown }) as unknown,
        },
        { action: { type: 'storage.delete', storage: 'files', path: '/b' }, result: { path: 'b' } },
        { action: { type: 'storage.delete', storage: 'files', path: '/never-there' } },
      ],
      arrived: () => server.done.length,
      failures: {
        down: {
          outcome: 'retry',
          create: () => s3(options('http://127.0.0.1:1')),
          message: /could not store "orders.*" in the bucket "shop": .*ECONNREFUSED.*See that the server runs/,
          code: 'ECONNREFUSED',
        },
        credentials: {
          outcome: 'final',
          create: () =>
            s3({ ...options(server.endpoint), credentials: { ...server.keys, secretAccessKey: 'wrong-secret' } }),
          message: /signature we calculated does not match.*Give the `secretAccessKey` that belongs/,
          code: 'S3_SIGNATURE_DOES_NOT_MATCH',
          status: 403,
        },
        tls: {
          outcome: 'retry',
          create: () => s3(options(secure.endpoint)),
          message: /self-signed certificate.*`tls: \{ ca \}`/,
        },
        'too-large': {
          outcome: 'final',
          create,
          action: { action: upload('/large', 'x'.repeat(50_001)) },
          message: /exceeds the maximum allowed object size.*Store a smaller file/,
          code: 'S3_ENTITY_TOO_LARGE',
        },
        'unknown-target': {
          outcome: 'final',
          create: () => s3({ ...options(server.endpoint), bucket: 'not-there' }),
          message: /The specified bucket does not exist.*See that the bucket is there/,
          code: 'S3_NO_SUCH_BUCKET',
          status: 404,
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: upload(`/${'long/'.repeat(210)}a`) },
          message: /Your key is too long.*1,024 bytes/,
          code: 'S3_KEY_TOO_LONG_ERROR',
        },
      },
      silent: () => s3(options(`http://127.0.0.1:${silent.port}`)),
      secrets: [server.keys.secretAccessKey, 'wrong-secret'],
      withOwnClient: async () => {
        const client = new S3Client(options(server.endpoint))
        const again = s3({ bucket: 'shop', client })
        return {
          provider: s3({ bucket: 'shop', client }),
          stillWorks: async () => again.health!({ signal: new AbortController().signal }).then(Boolean),
          end: () => client.destroy(),
        }
      },
      teardown: () => Promise.all([server.stop(), secure.stop(), silent.close()]).then(() => undefined),
    }
  },
})
