import type { Provider, ProviderCall } from './provider.ts'

/** Keeps files. Paths have `/` between their parts, and no part is `.` or `..`. */
export interface StorageProvider extends Provider {
  readonly family?: 'storage'
  /**
   * Stores a file, in place of one that is there; resolves with what identifies it.
   *
   * @throws ProviderError with `retryable: false` where no further attempt can succeed: no such bucket, no right to write.
   */
  upload(path: string, bytes: Uint8Array, options: { mimeType: string }, call: ProviderCall): Promise<unknown>
  /**
   * The same for a file that comes in pieces and may be large; one that breaks off leaves what was there. Without it the pieces are gathered for
   * `upload`.
   */
  uploadStream?(
    path: string,
    pieces: AsyncIterable<Uint8Array>,
    options: { mimeType: string },
    call: ProviderCall,
  ): Promise<unknown>
  /** Deletes a file; one that is not there is no error. */
  delete(path: string, call: ProviderCall): Promise<unknown>
  /**
   * Copies a file, in place of one that is there.
   *
   * @throws ProviderError with `retryable: false` where there is no such file.
   */
  copy(source: string, destination: string, call: ProviderCall): Promise<unknown>
}
