import type { ProviderCall } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'

/**
 * A path as the key of a file: without `/` at its beginning and without empty parts.
 *
 * @throws ProviderError of code `STORAGE_PATH`, final, for one that leads up, ends with `/` or has backslashes or control characters in it.
 */
export function storageKey(path: string, failures: ProviderFailures, call: ProviderCall): string {
  const parts = path.split('/').filter((part) => part !== '')
  const isPath = parts.length > 0 && !path.endsWith('/') && parts.every((part) => part !== '.' && part !== '..')
  if (isPath && !/[\\\p{Cc}]/u.test(path)) return parts.join('/')
  const told = JSON.stringify(path.slice(0, 200))
  throw failures.final(
    call,
    `cannot store under ${told}: give the path of a file, without ".", "..", backslashes and control characters.`,
    'STORAGE_PATH',
  )
}
