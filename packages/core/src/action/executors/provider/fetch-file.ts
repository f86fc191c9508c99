import type { ActionEnvironment, ActionRun } from '../../action-executor.ts'
import { describePath } from '../http/describe-url.ts'
import { HttpError } from '../http/http-error.ts'
import { readChunks } from '../http/read-response.ts'
import { requestUrl } from '../http/request-url.ts'
import { discardBody, sendRequest } from '../http/send-request.ts'

const retryableStatuses: ReadonlySet<number> = new Set([408, 425, 429])

interface FetchedFile {
  pieces: AsyncIterable<Uint8Array>
  mimeType: string
  /** Ends the connection where the pieces were not read to their end. */
  release(): Promise<void>
}

/** An address to fetch a file from. */
export interface FileAddress {
  address: unknown
  /** The same as the definition writes it, with its placeholders. */
  written: unknown
}

/**
 * A file from an address, under the egress policy (R46), in pieces. What it leads to is handed to others: an address whose host the definition
 * does not write out, because it begins with a placeholder, is held to what stored definitions may reach.
 *
 * @throws HttpError where it cannot be had; while it is read, too, and where it has more than `egress.maxFileBytes`.
 */
export async function fetchFile(
  run: ActionRun,
  { address, written }: FileAddress,
  { egress, signal }: Pick<ActionEnvironment, 'egress' | 'signal'>,
): Promise<FetchedFile> {
  const url = requestUrl({ ...run, input: { url: address } })
  const request = {
    method: 'GET',
    url,
    headers: {},
    origin: isWrittenOut(written) ? run.trigger.origin : ('stored' as const),
    signal,
    assertTarget: (target: URL): void => run.secrets?.assertTarget(target, url),
  }
  const response = await sendRequest(egress, request)
  const release = (): Promise<void> => discardBody(response)
  if (response.status < 200 || response.status >= 300) {
    await release()
    throw new HttpError({
      code: 'HTTP_STATUS',
      message: `GET ${describePath(url)} answered ${response.status}.`,
      status: response.status,
      retryable: response.status >= 500 || retryableStatuses.has(response.status),
    })
  }
  const mimeType = response.headers.get('content-type') ?? 'application/octet-stream'
  return { pieces: readChunks(response, egress.maxFileBytes, request), mimeType, release }
}

function isWrittenOut(written: unknown): boolean {
  return typeof written === 'string' && /^https?:\/\/[^/?#{]+/i.test(written)
}
