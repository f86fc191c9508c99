import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { localFolder } from '@triggerkit/providers/flydrive'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { providerCall } from './fixture/provider-call.ts'

const type = { mimeType: 'text/plain' }
const hi = Buffer.from('hi')
let base: string
let root: string

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'triggerkit-local-')))
  root = join(base, 'files')
  await mkdir(root)
})
afterEach(() => rm(base, { recursive: true, force: true }))

const create = (given: Partial<Parameters<typeof localFolder>[0]> = {}) => localFolder({ root, ...given })
/** Links are not followed. */
async function names(folder = root): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  return found.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
}
const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

async function* pieces(...texts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const each of texts) {
    if (each instanceof Error) throw each
    yield Buffer.from(each)
  }
}

describe('localFolder()', () => {
  it('stores, replaces, copies and deletes, also in folders that are not there yet', async () => {
    const storage = create({ root: pathToFileURL(root) })
    await storage.upload('/a/b/c.txt', Buffer.from('old'), type, providerCall())
    expect(await storage.upload('/a/b/c.txt', hi, type, providerCall())).toEqual({ path: 'a/b/c.txt', size: 2 })
    expect(await storage.uploadStream!('a/d', pieces('he', 'llo'), type, providerCall())).toEqual({
      path: 'a/d',
      size: 5,
    })
    expect(await storage.copy('a/d', 'e/f.txt', providerCall())).toEqual({ path: 'e/f.txt', size: 5 })
    expect(await storage.copy('a/d', 'a/d', providerCall())).toEqual({ path: 'a/d', size: 5 })
    expect(await storage.delete('a/b/c.txt', providerCall())).toEqual({ path: 'a/b/c.txt' })
    expect(await names()).toEqual(['a', 'a/b', 'a/d', 'e', 'e/f.txt'])
    expect([await text('a/d'), await text('e/f.txt')]).toEqual(['hello', 'hello'])
  })

  it('readers see the old file or the new one, never half of it', async () => {
    const storage = create()
    await storage.upload('a', Buffer.from('old'), type, providerCall())
    const seen: string[] = []
    async function* watched(): AsyncGenerator<Uint8Array> {
      for (const piece of ['n'.repeat(100_000), 'e'.repeat(100_000), 'w']) {
        yield Buffer.from(piece)
        seen.push(await text('a'))
      }
    }
    await storage.uploadStream!('a', watched(), type, providerCall())
    expect(seen).toEqual(['old', 'old', 'old'])
    expect((await text('a')).length).toBe(200_001)
  })

  it('a stream that breaks off leaves what was there, and nothing else; its error stays what it is', async () => {
    const storage = create()
    await storage.upload('a', hi, type, providerCall())
    const broken = new Error('the source is gone')
    for (const path of ['a', 'new'])
      expect(await storage.uploadStream!(path, pieces('x', broken), type, providerCall()).catch((error) => error)).toBe(
        broken,
      )
    expect([await names(), await text('a')]).toEqual([['a'], 'hi'])
  })

  it('an attempt whose time is up leaves what was there, and nothing else', async () => {
    const storage = create()
    const controller = new AbortController()
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield hi
      controller.abort(new Error('time is up'))
      yield hi
    }
    await expect(storage.uploadStream!('a', slow(), type, providerCall({ signal: controller.signal }))).rejects.toThrow(
      'time is up',
    )
    await expect.poll(() => names()).toEqual([])
    const { signal } = controller
    await expect(storage.upload('a', hi, type, providerCall({ signal }))).rejects.toThrow('time is up')
    await expect(storage.copy('a', 'b', providerCall({ signal }))).rejects.toThrow('time is up')
    expect(await names()).toEqual([])
  })

  it('R47 no path and no symbolic link leads out of the folder', async () => {
    const storage = create()
    await writeFile(join(base, 'secret.txt'), 'secret')
    await mkdir(join(root, 'in'))
    await symlink(base, join(root, 'out'))
    await symlink(join(base, 'secret.txt'), join(root, 'file'))
    await symlink(join(base, 'not-there'), join(root, 'dangling'))
    await symlink('../..', join(root, 'in', 'up'))
    const before = await names(base)
    const refused = { code: 'STORAGE_OUTSIDE', retryable: false }
    for (const path of ['out/a', 'out/files/../a', 'in/up/a', 'dangling/a', 'dangling/b/c', 'out/new/a'])
      await expect(storage.upload(path, hi, type, providerCall()), path).rejects.toMatchObject({ retryable: false })
    await expect(storage.upload('out/a', hi, type, providerCall())).rejects.toMatchObject(refused)
    await expect(storage.copy('file', 'stolen', providerCall())).rejects.toMatchObject(refused)
    await expect(storage.copy('out/secret.txt', 'stolen', providerCall())).rejects.toMatchObject(refused)
    await expect(storage.delete('out/secret.txt', providerCall())).rejects.toMatchObject(refused)
    for (const path of ['../secret.txt', 'a/../../secret.txt', '..', 'a\\..\\b', 'a\0b', ''])
      await expect(storage.delete(path, providerCall()), path).rejects.toMatchObject({ code: 'STORAGE_PATH' })
    expect(await names(base)).toEqual(before)
  })

  it('a link in the place of a file is replaced and deleted itself, one that stays inside is gone along', async () => {
    const storage = create()
    await writeFile(join(base, 'secret.txt'), 'secret')
    for (const name of ['file', 'gone']) await symlink(join(base, 'secret.txt'), join(root, name))
    await storage.upload('file', hi, type, providerCall())
    await storage.delete('gone', providerCall())
    expect(await readFile(join(base, 'secret.txt'), 'utf8')).toBe('secret')
    expect((await lstat(join(root, 'file'))).isFile()).toBe(true)
    await mkdir(join(root, 'real'))
    await symlink('real', join(root, 'alias'))
    await storage.upload('alias/a', hi, type, providerCall())
    await storage.copy('alias/a', 'b', providerCall())
    expect([await text('real/a'), await text('b')]).toEqual(['hi', 'hi'])
  })

  it('the root itself may be reached by a link', async () => {
    await symlink(root, join(base, 'link'))
    await create({ root: join(base, 'link') }).upload('a/b', hi, type, providerCall())
    expect(await text('a/b')).toBe('hi')
  })

  it('files and folders have the permissions that they are given', async () => {
    const storage = create({ fileMode: 0o640, directoryMode: 0o700 })
    await storage.upload('d/a', hi, type, providerCall())
    const modeOf = async (path: string): Promise<number> => (await stat(join(root, path))).mode & 0o777
    expect([await modeOf('d/a'), await modeOf('d')]).toEqual([0o640, 0o700])
    await chmod(join(root, 'd/a'), 0o600)
    await create().copy('d/a', 'b', providerCall())
    await storage.copy('d/a', 'c', providerCall())
    expect([await modeOf('b'), await modeOf('c')]).toEqual([0o600, 0o640])
    await create({ fileMode: 0o400 }).uploadStream!('read-only', pieces('x'), type, providerCall())
    expect(await modeOf('read-only')).toBe(0o400)
  })

  it.each([
    ['folder', 'EISDIR'],
    ['file/a', 'ENOTDIR'],
    ['x'.repeat(300), 'ENAMETOOLONG'],
  ])('what cannot be stored is final: %s', async (path, code) => {
    const storage = create()
    await mkdir(join(root, 'folder'))
    await writeFile(join(root, 'file'), '')
    await expect(storage.upload(path, hi, type, providerCall())).rejects.toMatchObject({ code, retryable: false })
    expect(await names()).toEqual(['file', 'folder'])
  })

  it('deleting what is not there is done, deleting a folder is not', async () => {
    const storage = create()
    await mkdir(join(root, 'folder'))
    for (const path of ['none', 'none/a', 'folder/none']) await storage.delete(path, providerCall())
    await expect(storage.delete('folder', providerCall())).rejects.toMatchObject({ retryable: false })
  })

  it('copies of what is no file are final', async () => {
    await mkdir(join(root, 'folder'))
    for (const path of ['none', 'folder', 'none/a'])
      await expect(create().copy(path, 'b', providerCall())).rejects.toMatchObject({
        code: 'STORAGE_FILE_MISSING',
        retryable: false,
      })
  })

  it('many at once into the same new folder', async () => {
    const storage = create()
    const paths = Array.from({ length: 50 }, (_, index) => `deep/er/${index}`)
    await Promise.all(paths.map((path) => storage.upload(path, hi, type, providerCall())))
    expect(await readdir(join(root, 'deep/er'))).toHaveLength(50)
  })

  it('tells every problem of its options', () => {
    expect(() => localFolder({ root: '', fileMode: 1.5, directoryMode: -1 })).toThrow(
      '`root` has to be the path of a folder; `fileMode` has to be permissions such as 0o640; `directoryMode` has to be',
    )
    expect(() => localFolder({ root: new URL('http://x/y') })).toThrow('a `file:` URL')
  })
})
