import type { ActionEnvironment, ActionRun } from '../../action-executor.ts'
import { describePath } from '../http/describe-url.ts'
import { HttpError } from '../http/http-error.ts'
import { readChunks } from '../http/read-response.ts'
import { requestUrl } from '../http/request-url.ts'
import { sendRequest } from '../http/send-request.ts'

/**
 * A file from an address, under the egress policy (R46), in pieces.
 *
 * @throws HttpError where it cannot be had; while it is read, too, and where it has more than `egress.maxFileBytes`.
 */
export async function fetchFile(
  run: ActionRun,
  address: unknown,
  { egress, signal }: Pick<ActionEnvironment, 'egress' | 'signal'>,
): Promise<{ pieces: AsyncIterable<Uint8Array>; mimeType: string }> {
  const url = requestUrl({ ...run, input: { url: address } })
  const request = {
    method: 'GET',
    url,
    headers: {},
    origin: run.trigger.origin,
    signal,
    assertTarget: (target: URL): void => run.secrets?.assertTarget(target, url),
  }
  const response = await sendRequest(egress, request)
  if (response.status < 200 || response.status >= 300) {
    throw new HttpError({
      code: 'HTTP_STATUS',
      message: `GET ${describePath(url)} answered ${response.status}.`,
      status: response.status,
      retryable: response.status >= 500 || response.status === 429,
    })
  }
  const mimeType = response.headers.get('content-type') ?? 'application/octet-stream'
  return { pieces: readChunks(response, egress.maxFileBytes, request), mimeType }
}
