import type { ProviderCall } from '@triggerkit/core'
import { createEgress, type Egress, HttpError } from '@triggerkit/core/adapter'
import type { FailureDescription } from '../failure/provider-failures.ts'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { sendForAnswer } from '../http/send-for-answer.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { answerFailure } from './answer-failure.ts'
import { authorize, secretsOfApp } from './authorize.ts'
import { type BuiltRequest, buildRequest, serverOf } from './build-request.ts'
import { allowedOperations, findOperation } from './find-operation.ts'
import { loadDocument } from './load-document.ts'
import type { OpenApiApp } from './openapi-options.ts'
import { type Operation, operationsOf } from './operation.ts'
import { requestParts } from './request-parts.ts'
import { RequestValidator } from './request-validator.ts'

/** What an action of an application gives as its result. */
export interface AppAnswer {
  status: number
  /** Parsed JSON where the receiver says it is JSON, else text; null where it is empty. */
  body: unknown
  /** The answer broke off or was too large: what was asked for is done all the same. */
  isBodyOmitted?: true
}

interface Loaded {
  operations: readonly Operation[]
  validator: RequestValidator
}

/** One application: its document, read once, and the way to it. */
export class App {
  readonly #name: string
  readonly #options: OpenApiApp
  readonly #egress: Egress
  readonly #loaded: LazyClient<Loaded>

  constructor(name: string, options: OpenApiApp) {
    this.#name = name
    this.#options = options
    this.#egress = createEgress(options.egress)
    this.#loaded = new LazyClient(
      () => this.#load(),
      () => undefined,
    )
  }

  async execute(action: string, input: unknown, call: ProviderCall): Promise<AppAnswer> {
    call.signal.throwIfAborted()
    const failures = new ProviderFailures('openapi', secretsOfApp(this.#options))
    const { operations, validator } = await this.#read(call.signal, call, failures)
    const operation = findOperation(operations, action)
    if ('problem' in operation)
      throw failures.final(
        call,
        `cannot do that with ${JSON.stringify(this.#name)}: ${operation.problem}.`,
        'APP_ACTION_UNKNOWN',
      )
    const built = this.#build(operation, input, validator, (problems) =>
      failures.final(call, `does not take the input of ${operation.id}: ${problems}.`, 'INPUT_INVALID'),
    )
    const doing = `do ${operation.id} of ${JSON.stringify(this.#name)}`
    try {
      return await this.#send(operation.method, built, call, failures, doing)
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      throw failures.of(error, call, sendFailure(error, doing))
    }
  }

  /** Whether its document can be read and its server answers anything that is no failure of its own; no secret is sent. */
  async check(signal: AbortSignal): Promise<void> {
    const failures = new ProviderFailures('openapi', secretsOfApp(this.#options))
    const { operations } = await this.#read(signal, undefined, failures)
    const doing = `reach ${JSON.stringify(this.#name)}`
    try {
      const url = new URL(serverOf(this.#options.serverUrl, operations[0]?.servers ?? []))
      const sent = { method: 'GET', url, headers: {}, signal, origin: 'code' as const }
      const answer = await sendForAnswer(this.#egress, sent)
      if (answer.status >= 500) throw failures.of(new Error('no'), undefined, answerFailure(answer, doing))
    } catch (error) {
      throw failures.of(error, undefined, sendFailure(error, doing))
    }
  }

  async close(): Promise<void> {
    await this.#loaded.close()
    await this.#egress.close()
  }

  async #load(): Promise<Loaded> {
    const document = await loadDocument(this.#options, this.#egress)
    const operations = allowedOperations(operationsOf(document), this.#options.operations)
    if ('problem' in operations) throw new Error(`\`operations\`: ${operations.problem}`)
    return { operations, validator: await RequestValidator.create(document) }
  }

  async #read(signal: AbortSignal, call: ProviderCall | undefined, failures: ProviderFailures): Promise<Loaded> {
    try {
      return await untilAborted(signal, () => this.#loaded.get())
    } catch (error) {
      if (signal.aborted) throw error
      const doing = `read the OpenAPI document of ${JSON.stringify(this.#name)}`
      const { retryable = false } = sendFailure(error, doing)
      throw failures.of(error, call, {
        doing,
        retryable,
        remedy: 'See that `document` is there, and is OpenAPI 3.0 or 3.1',
      })
    }
  }

  /** All that is wrong is told at once, and before anything is sent. */
  #build(
    operation: Operation,
    input: unknown,
    validator: RequestValidator,
    invalid: (problems: string) => Error,
  ): BuiltRequest {
    const { parts, problems } = requestParts(operation, input)
    if (problems.length === 0) problems.push(...validator.problemsOf(operation, parts))
    if (problems.length > 0) throw invalid(problems.join('; '))
    try {
      return buildRequest(operation, parts, serverOf(this.#options.serverUrl, operation.servers))
    } catch (error) {
      throw invalid((error as Error).message)
    }
  }

  async #send(
    method: string,
    built: BuiltRequest,
    call: ProviderCall,
    failures: ProviderFailures,
    doing: string,
  ): Promise<AppAnswer> {
    const { auth, headers = {} } = this.#options
    const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
    const { signal, idempotencyKey } = call
    const repeats = method === 'GET' || method === 'HEAD' ? {} : { 'idempotency-key': idempotencyKey }
    const all = { accept: 'application/json', ...repeats, ...built.headers, ...Object.fromEntries(own) }
    const authorized = await untilAborted(signal, () => authorize({ ...built, headers: all }, auth, failures))
    // A redirected POST becomes a GET, whose answer says nothing of what was to be done.
    let isSent = false
    const assertTarget = (): void => {
      if (!isSent) {
        isSent = true
        return
      }
      const remedy = 'Give `serverUrl` as the address that does it.'
      throw failures.final(call, `could not ${doing}: it was redirected. ${remedy}`, 'HTTP_REDIRECT')
    }
    const sent = { method, ...authorized, signal, origin: 'code' as const, assertTarget }
    const answer = await sendForAnswer(this.#egress, sent)
    const { status, body, isBodyOmitted } = answer
    if (status >= 200 && status < 300) return { status, body, ...(isBodyOmitted && { isBodyOmitted }) }
    throw failures.of(new Error(`the answer is ${answer.status}`), call, answerFailure(answer, doing))
  }
}

function sendFailure(error: unknown, doing: string): FailureDescription {
  if (!HttpError.isInstance(error)) {
    const { retryable } = (typeof error === 'object' && error !== null ? error : {}) as { retryable?: unknown }
    return typeof retryable === 'boolean' ? { doing, retryable } : { doing }
  }
  const { code, retryable, message } = error
  return { doing, code: code === 'HTTP_FAILED' ? undefined : code, retryable, reason: message }
}
