import type { ProviderCall, StorageProvider } from '@triggerkit/core'
import { type FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { fileFailure } from './file-failure.ts'
import { isS3Error, s3Failure } from './s3-failure.ts'
import { storageKey } from './storage-key.ts'

/** What a `Disk` of flydrive looks like. */
export interface DiskLike {
  file(key: string): { readonly key: string }
  exists(key: string): Promise<boolean>
  put(key: string, contents: Uint8Array, options?: { contentType?: string }): Promise<void>
  copy(source: string, destination: string): Promise<void>
  delete(key: string): Promise<void>
}

export interface DiskOptions {
  /** A disk of Drive, with whatever driver. It stays yours. */
  disk: DiskLike
}

const name = 'disk'

/**
 * Keeps files on a disk of Drive (flydrive) that you made: Google's storage, or one of your own drivers. It is as safe as its driver: Drive's own for
 * file systems writes in place, so `localFolder()` is the better one there, as `s3()` is for S3. Files that come as streams are gathered.
 * Results: `{ path, size? }`.
 *
 * ```ts
 * createTriggers({ providers: { storage: disk({ disk: new Disk(new GCSDriver({ bucket: 'files', … })) }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` where it is no disk.
 */
export function disk({ disk: given }: DiskOptions): StorageProvider {
  const failures = new ProviderFailures(name)
  const missing = (['file', 'exists', 'put', 'copy', 'delete'] as const).filter(
    (method) => typeof given?.[method] !== 'function',
  )
  if (missing.length > 0)
    throw failures.final(undefined, `\`disk\` has to be a Disk of flydrive: it has no ${missing.join(', ')}.`)

  /** Drive changes some paths and refuses others: what it would change would be stored under another path than the one that is told. */
  const keyOf = (path: string, call: ProviderCall): string => {
    const key = storageKey(path, failures, call)
    const asStored = attempt(() => given.file(key).key)
    if (asStored === key) return key
    const reason = asStored === undefined ? 'Drive takes no such path' : `Drive would store it as "${asStored}"`
    throw failures.final(
      call,
      `cannot store under "${key}": ${reason}. Give letters, digits and "-_!." only.`,
      'STORAGE_PATH',
    )
  }
  const run = async <T>(doing: string, call: ProviderCall, work: () => Promise<T>): Promise<T> => {
    try {
      return await untilAborted(call.signal, work)
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw failures.of(causeOf(error), call, { doing, ...failureOf(error) })
    }
  }
  return {
    family: 'storage',
    name,
    async upload(path, bytes, { mimeType }, call) {
      const key = keyOf(path, call)
      await run(`store "${key}"`, call, () => given.put(key, bytes, { contentType: mimeType }))
      return { path: key, size: bytes.byteLength }
    },
    async delete(path, call) {
      const key = keyOf(path, call)
      await run(`delete "${key}"`, call, () => given.delete(key))
      return { path: key }
    },
    async copy(source, destination, call) {
      const [from, to] = [keyOf(source, call), keyOf(destination, call)]
      await run(`copy "${from}" to "${to}"`, call, () => given.copy(from, to))
      return { path: to }
    },
    /** Whether it can say that a file is there, or is not. */
    async health({ signal }) {
      try {
        await untilAborted(signal, () => given.exists('triggerkit-health'))
      } catch (error) {
        if (signal.aborted) throw signal.reason
        throw failures.of(causeOf(error), undefined, { doing: 'ask for a file', ...failureOf(error) })
      }
    },
  }
}

/** Drive wraps what its driver threw. */
function causeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return typeof code === 'string' && code.startsWith('E_') && cause !== undefined ? cause : error
}

function failureOf(error: unknown): Partial<FailureDescription> {
  const cause = causeOf(error)
  if (isS3Error(cause)) return s3Failure(cause)
  const { code, status: answered } = { ...(cause as { code?: unknown; status?: unknown }) }
  if (code === 'ENOENT') return { code, remedy: 'See that the file is there.', retryable: false }
  const status = [code, answered].find((value) => typeof value === 'number')
  if (typeof status !== 'number') return fileFailure(cause) ?? {}
  return { status, retryable: status >= 500 || [408, 425, 429].includes(status) }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
