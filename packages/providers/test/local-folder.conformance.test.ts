import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProviderSuite } from '@triggerkit/conformance'
import { localFolder } from '@triggerkit/providers/flydrive'

const upload = (path: string) => ({ type: 'storage.upload', storage: 'files', path, data: 'hello' })

runProviderSuite({
  name: 'localFolder() storage',
  family: 'storage',
  triedOn: 'a folder of this machine',
  async setup() {
    const base = await realpath(await mkdtemp(join(tmpdir(), 'triggerkit-folder-')))
    const root = join(base, 'files')
    await mkdir(join(root, 'folder', 'inside'), { recursive: true })
    await symlink(base, join(root, 'out'))
    const create = () => localFolder({ root })
    let counted = 0
    let seen = ''
    return {
      create,
      actions: [
        {
          action: upload('/orders/{{record.id}}/über alles.txt'),
          result: { path: 'orders/7/über alles.txt', size: 5 },
        },
        {
          action: {
            type: 'storage.copy',
            storage: 'files',
            source: '/orders/7/über alles.txt',
            destination: '/orders/copy.txt',
          },
          result: { path: 'orders/copy.txt', size: 5 },
        },
        {
          action: { type: 'storage.delete', storage: 'files', path: '/orders/copy.txt' },
          result: { path: 'orders/copy.txt' },
        },
        { action: { type: 'storage.delete', storage: 'files', path: '/no/such/file' }, isCounted: false },
      ],
      /** Files that were there at some time: each look counts what has changed since the one before. */
      arrived: async () => {
        const found = await readdir(root, { recursive: true, withFileTypes: true })
        const files = found
          .map(({ parentPath, name }) => join(parentPath, name))
          .sort()
          .join()
        if (files !== seen) counted += 1
        seen = files
        return counted
      },
      failures: {
        down: {
          outcome: 'retry',
          create: () => localFolder({ root: join(base, 'not-mounted') }),
          message: /the folder ".*not-mounted" is not there\. Make it, or mount what it is on/,
          code: 'STORAGE_FOLDER',
        },
        credentials:
          process.platform === 'linux'
            ? {
                outcome: 'final',
                create: () => localFolder({ root: '/sys' }),
                action: { action: upload('/triggerkit') },
                message: /(?:EACCES|EPERM|EROFS).*(?:See that this process may write there|mounted for reading only)/,
              }
            : { none: 'there is no folder here in which nobody may write, not even root' },
        tls: { none: 'a folder is no server' },
        'too-large': { none: 'a file system has no limit for a file but the room on its disk' },
        'unknown-target': {
          outcome: 'final',
          create,
          action: { action: { type: 'storage.copy', storage: 'files', source: '/none', destination: '/a' } },
          message: /there is no file "none"\. See that it is there first/,
          code: 'STORAGE_FILE_MISSING',
        },
        rejected: {
          outcome: 'final',
          create,
          action: { action: upload('/out/escaped.txt') },
          message: /a symbolic link on its way leads out of the folder/,
          code: 'STORAGE_OUTSIDE',
        },
      },
      silent: { none: 'a folder is no server' },
      secrets: [],
      teardown: () => rm(base, { recursive: true, force: true }),
    }
  },
})
