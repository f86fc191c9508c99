import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTriggers } from '@triggerkit/core'
import { type DiskLike, disk } from '@triggerkit/providers/flydrive'
import { Disk } from 'flydrive'
import { FSDriver } from 'flydrive/drivers/fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'

const type = { mimeType: 'text/plain' }
const hi = Buffer.from('hi')
let root: string
let own: Disk

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'triggerkit-disk-'))
  own = new Disk(new FSDriver({ location: root, visibility: 'private' }))
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('disk()', () => {
  it('stores, copies and deletes on a disk of any driver', async () => {
    const storage = disk({ disk: own })
    expect(await storage.upload('/a/b.txt', hi, type, providerCall())).toEqual({ path: 'a/b.txt', size: 2 })
    await storage.copy('a/b.txt', 'c.txt', providerCall())
    await storage.delete('a/b.txt', providerCall())
    await storage.delete('a/b.txt', providerCall())
    expect(await own.exists('a/b.txt')).toBe(false)
    expect(await own.get('c.txt')).toBe('hi')
    await storage.health!({ signal: providerCall().signal })
  })

  it('gathers streams, so that one which breaks off leaves what was there', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half')
      throw new Error('the source is gone')
    }
    await own.put('a.txt', 'old')
    const triggers = createTriggers({ providers: { storage: disk({ disk: own }) }, onError: () => undefined })
    const config = { storage: 'disk', path: 'a.txt', data: '{{record.file}}' }
    triggers.register('files', { name: 'keep', events: ['afterInsert'], actions: [{ type: 'storage.upload', config }] })
    const report = await triggers.execute('afterInsert', { table: 'files', record: { file: broken() } })
    expect(report.triggers[0]!.actions[0]).toMatchObject({ status: 'failed' })
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('old')
    await triggers.close()
  })

  it('a missing source of a copy is final', async () => {
    await expect(disk({ disk: own }).copy('none', 'b', providerCall())).rejects.toMatchObject({
      code: 'ENOENT',
      retryable: false,
      provider: 'disk',
    })
  })

  it.each([
    ['.env', 'Drive would store it as "env"'],
    ['a  b.txt', 'Drive would store it as "a b.txt"'],
    ['a&b.txt', 'Drive takes no such path'],
    ['../a', 'give the path of a file'],
  ])('refuses the path %j, which Drive would change or refuse', async (path, reason) => {
    const storage = disk({ disk: own })
    for (const work of [
      storage.upload(path, hi, type, providerCall()),
      storage.copy('a', path, providerCall()),
      storage.delete(path, providerCall()),
    ])
      await expect(work).rejects.toMatchObject({
        code: 'STORAGE_PATH',
        retryable: false,
        message: expect.stringContaining(reason) as unknown,
      })
  })

  it.each([
    [{ code: 403 }, { status: 403, retryable: false }],
    [{ code: 429 }, { status: 429, retryable: true }],
    [{ status: 503 }, { status: 503, retryable: true }],
    [{ code: 'ENOSPC' }, { code: 'ENOSPC', retryable: true }],
    [{ code: 'EROFS' }, { code: 'EROFS', retryable: false }],
    [{}, { code: 'DISK_FAILED', retryable: true }],
  ])('tells by what its driver threw whether to try again: %j', async (thrown, expected) => {
    const broken: DiskLike = {
      file: (key) => own.file(key),
      exists: async () => true,
      put: () =>
        Promise.reject(
          Object.assign(new Error('no'), {
            code: 'E_CANNOT_WRITE_FILE',
            cause: Object.assign(new Error('why'), thrown),
          }),
        ),
      copy: async () => undefined,
      delete: async () => undefined,
    }
    await expect(disk({ disk: broken }).upload('a', hi, type, providerCall())).rejects.toMatchObject({
      ...expected,
      message: expect.stringContaining('why') as unknown,
    })
  })

  it('says what it needs, and takes a real disk', () => {
    expect(() => disk({ disk: {} as never })).toThrow(
      '`disk` has to be a Disk of flydrive: it has no file, exists, put',
    )
    const drift: DiskLike = own
    expect(drift.file('/a').key).toBe('a')
  })
})
