import { toText } from '../../../template/to-text.ts'
import type { ActionEnvironment, ActionExecutor, ActionRun } from '../../action-executor.ts'
import type { Egress } from '../../egress/egress.ts'
import { inputError } from '../../input-error.ts'
import { describePath } from './describe-url.ts'
import { HttpError } from './http-error.ts'
import { type HttpResponse, readResponse } from './read-response.ts'
import { requestContent } from './request-content.ts'
import { requestUrl } from './request-url.ts'
import { retryAfterMs } from './retry-after.ts'
import { sendRequest } from './send-request.ts'
import { signedContent } from './signed-content.ts'

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const retryableStatuses: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * `http.get|post|put|patch|delete`, `http.request` and `custom.http` (POST unless `method` says otherwise). Result: `{ status, headers,
 * body }`; an answer other than 2xx is an `HttpError`.
 */
export function httpExecutor(egress: Egress): ActionExecutor {
  return {
    setBased: false,
    async execute(runs, environment) {
      const results: HttpResponse[] = []
      for (const run of runs) results.push(await request(run, environment, egress))
      return results
    },
  }
}

async function request(run: ActionRun, { signal, clock }: ActionEnvironment, egress: Egress): Promise<HttpResponse> {
  const method = methodOf(run)
  const url = requestUrl(run)
  const content = await signedContent(run, requestContent(run, method))
  const assertTarget = (target: URL): void => run.secrets?.assertTarget(target, url)
  const sent = { method, url, ...content, origin: run.trigger.origin, signal, assertTarget }
  const answer = await readResponse(await sendRequest(egress, sent), egress.maxResponseBytes, sent)
  if (answer.status >= 200 && answer.status < 300) return answer
  throw new HttpError({
    code: 'HTTP_STATUS',
    message: `${method} ${describePath(url)} answered ${answer.status}.`,
    status: answer.status,
    retryable: answer.status >= 500 || retryableStatuses.has(answer.status),
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.now()),
    body: toText(answer.body).slice(0, 2_000),
  })
}

/** @throws ActionError for none that there is. */
export function methodOf(run: ActionRun): string {
  const { type, verb } = run.action
  const method = type === 'custom.http' || verb === 'request' ? toText(run.input.method ?? 'POST') : verb
  const upper = method.toUpperCase()
  if (methods.has(upper)) return upper
  throw inputError(run, `\`method\` has to be one of ${[...methods].join(', ')}.`)
}
