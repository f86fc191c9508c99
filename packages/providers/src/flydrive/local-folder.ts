import { randomUUID } from 'node:crypto'
import { access, constants, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ProviderCall, StorageProvider } from '@triggerkit/core'
import type { FSDriver } from 'flydrive/drivers/fs'
import { type FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import { fileFailure } from './file-failure.ts'
import { FileMissing, FolderMissing, fileOf, keyIn, OutsideFolder, type Place, placeOf, rootOf } from './folder.ts'
import { checkLocalFolderOptions, type LocalFolderOptions } from './local-folder-options.ts'
import { SourcePieces } from './source-pieces.ts'
import { storageKey } from './storage-key.ts'

const name = 'local-folder'

/**
 * Keeps files in a folder of this machine, by Drive's driver for file systems. Each file is written under a temporary name beside its place, is
 * brought to the disk and renamed: readers see the old file or the new one. Nothing outside the folder is read or written, also by
 * symbolic links in it. Results: `{ path, size }` of `upload` and `copy`, `{ path }` of `delete`.
 *
 * ```ts
 * createTriggers({ providers: { storage: localFolder({ root: '/srv/files' }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with every problem of the options.
 */
export function localFolder(options: LocalFolderOptions): StorageProvider {
  const failures = new ProviderFailures(name)
  checkLocalFolderOptions(options, failures)
  const folder = new LocalFolder(options)
  /** Errors as the file system's codes say; what the source of a stream broke off with stays what it is. */
  const run = async <T>(
    doing: string,
    call: ProviderCall,
    work: () => Promise<T>,
    pieces?: SourcePieces,
  ): Promise<T> => {
    try {
      return await untilAborted(call.signal, work)
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      if (pieces?.failure !== undefined) throw pieces.failure.error
      throw failures.of(error, call, { doing, ...failureOf(error) })
    }
  }
  return {
    family: 'storage',
    name,
    async upload(path, bytes, _options, call) {
      const key = storageKey(path, failures, call)
      return run(`store "${key}"`, call, () =>
        folder.write(key, call, (driver, temporary) => driver.put(temporary, bytes, { signal: call.signal })),
      )
    },
    async uploadStream(path, pieces, _options, call) {
      const key = storageKey(path, failures, call)
      const source = new SourcePieces(pieces)
      const work = (driver: FSDriver, temporary: string): Promise<void> => {
        const stream = Readable.from(source, { objectMode: false })
        return driver.putStream(temporary, stream, { signal: call.signal }).finally(() => stream.destroy())
      }
      return run(`store "${key}"`, call, () => folder.write(key, call, work), source)
    },
    async delete(path, call) {
      const key = storageKey(path, failures, call)
      return run(`delete "${key}"`, call, () => folder.delete(key))
    },
    async copy(source, destination, call) {
      const [from, to] = [storageKey(source, failures, call), storageKey(destination, failures, call)]
      return run(`copy "${from}" to "${to}"`, call, () => folder.copy(from, to, call))
    },
    async health() {
      const doing = 'write in its folder'
      try {
        await access(await rootOf(folder.root), constants.W_OK | constants.X_OK)
      } catch (error) {
        throw failures.of(error, undefined, { doing, ...failureOf(error) })
      }
    },
  }
}

class LocalFolder {
  readonly root: string
  readonly #options: LocalFolderOptions

  constructor(options: LocalFolderOptions) {
    this.root = options.root instanceof URL ? fileURLToPath(options.root) : options.root
    this.#options = options
  }

  /** Puts what `fill` writes under a temporary name in the key's place, once all of it is on the disk. */
  async write(
    key: string,
    { signal }: ProviderCall,
    fill: (driver: FSDriver, temporary: string) => Promise<void>,
  ): Promise<{ path: string; size: number }> {
    const { fileMode, directoryMode } = this.#options
    const driverIn = await loadDriver()
    const place = await placeOf(this.root, key, { mode: directoryMode })
    const temporary = join(place.directory, `.triggerkit-${randomUUID()}`)
    const handle = await open(temporary, 'wx', (fileMode ?? 0o666) | 0o600)
    try {
      await fill(driverIn(place), keyIn(place.root, temporary))
      if (fileMode !== undefined) await handle.chmod(fileMode)
      await handle.sync()
      const { size } = await handle.stat()
      signal.throwIfAborted()
      await rename(temporary, place.file)
      await syncDirectory(place.directory)
      return { path: key, size }
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw error
    } finally {
      await handle.close()
    }
  }

  async copy(from: string, to: string, call: ProviderCall): Promise<{ path: string; size: number }> {
    const source = await fileOf(this.root, from)
    return this.write(to, call, (driver, temporary) => driver.copy(keyIn(source.root, source.file), temporary))
  }

  async delete(key: string): Promise<{ path: string }> {
    const driverIn = await loadDriver()
    try {
      const place = await placeOf(this.root, key)
      await driverIn(place).delete(keyIn(place.root, place.file))
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    return { path: key }
  }
}

async function loadDriver(): Promise<(place: Place) => FSDriver> {
  const { FSDriver } = await loadVendor('localFolder()', 'flydrive', () => import('flydrive/drivers/fs'))
  return ({ root }) => new FSDriver({ location: root, visibility: 'private' })
}

/** That the name is there after a loss of power, too; some systems cannot. */
async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(directory, 'r')
    await handle.sync()
  } catch {
    // The file itself is on the disk, and its name will be.
  } finally {
    await handle?.close()
  }
}

function failureOf(error: unknown): Partial<FailureDescription> {
  if (error instanceof FolderMissing)
    return { code: error.code, remedy: 'Make it, or mount what it is on.', retryable: true }
  if (error instanceof FileMissing) return { code: error.code, remedy: 'See that it is there first.', retryable: false }
  if (error instanceof OutsideFolder) return { code: error.code, remedy: 'Take the link away.', retryable: false }
  return fileFailure(error) ?? {}
}
