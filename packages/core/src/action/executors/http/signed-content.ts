import { signWebhook } from '../../../secret/sign-webhook.ts'
import type { ActionRun } from '../../action-executor.ts'
import { inputError } from '../../input-error.ts'
import type { RequestContent } from './request-content.ts'

/**
 * A request's content with the headers of Standard Webhooks where the action has `sign`: anew for each attempt, with the attempt's time.
 *
 * @throws ActionError for a secret that is none for signing.
 */
export async function signedContent(run: ActionRun, content: RequestContent): Promise<RequestContent> {
  const { sign } = run.input
  if (sign === undefined) return content
  const secrets = (Array.isArray(sign) ? sign : [sign]).filter((secret) => typeof secret === 'string')
  const { headers, body = '' } = content
  try {
    const id = headers['idempotency-key'] ?? run.idempotencyKey
    return { ...content, headers: { ...headers, ...(await signWebhook({ id, body, secrets })) } }
  } catch (cause) {
    throw inputError(run, `the request could not be signed: ${(cause as Error).message}`)
  }
}
