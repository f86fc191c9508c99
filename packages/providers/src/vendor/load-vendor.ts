import { ProviderError } from '@triggerkit/core'

/**
 * The module of a client that the user installs beside this package; its default export where it has nothing else, as CommonJS modules do.
 *
 * ```ts
 * const { Redis } = await loadVendor('redis()', 'ioredis', () => import('ioredis'))
 * ```
 *
 * @throws ProviderError of code `PACKAGE_MISSING` where it is not installed.
 */
export async function loadVendor<T>(provider: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new ProviderError({
      code: 'PACKAGE_MISSING',
      message: `${provider} needs the package ${name}. Add it: npm install ${name}.`,
      retryable: false,
      cause,
    })
  }
}
