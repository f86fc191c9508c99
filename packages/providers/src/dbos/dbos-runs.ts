import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProviderCall } from '@triggerkit/core'
import type { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { startFailure, workflowFailure } from './dbos-failure.ts'
import type { DbosHandleLike } from './dbos-like.ts'

interface QueuesLike {
  retrieveQueue(name: string): Promise<object | null>
}

const ended: ReadonlySet<string> = new Set(['SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'])
const firstPollMs = 20

/** Starts workflows and awaits them, within their time and with errors that say what to do. */
export class DbosRuns {
  readonly #failures: ProviderFailures
  readonly #startTimeoutMs: number
  /** Where a step of a workflow writes, its triggers' workflows are none of its own: they start outside of it. */
  readonly #outside = AsyncLocalStorage.snapshot()
  readonly #results = new Map<string, Promise<unknown>>()

  constructor(failures: ProviderFailures, startTimeoutMs = 10_000) {
    this.#failures = failures
    this.#startTimeoutMs = startTimeoutMs
  }

  /** `doing` is what the error says that it could not do. */
  async begin<T>(doing: string, call: { signal: AbortSignal; tag?: string }, work: () => Promise<T>): Promise<T> {
    const late = AbortSignal.timeout(this.#startTimeoutMs)
    try {
      return await untilAborted(AbortSignal.any([call.signal, late]), () => this.#outside(work))
    } catch (error) {
      if (call.signal.aborted) throw call.signal.reason
      if (!late.aborted) throw this.#failures.of(error, call, { doing, ...startFailure(error) })
      throw this.#failures.of(error, call, {
        doing,
        code: 'DBOS_TIMEOUT',
        reason: `the system database has not answered within ${this.#startTimeoutMs} ms`,
        remedy: 'See that PostgreSQL runs and can be reached.',
        retryable: true,
      })
    }
  }

  /** The result of a run that goes on in this process, or in another one if there was an earlier attempt: one wait for all attempts. */
  result(handle: DbosHandleLike, workflow: string, call: ProviderCall): Promise<unknown> {
    const { workflowID } = handle
    let result = this.#results.get(workflowID)
    if (result === undefined) {
      result = this.#outside(() => this.#take(handle, workflow, call)).finally(() => this.#results.delete(workflowID))
      result.catch(() => undefined)
      this.#results.set(workflowID, result)
    }
    const awaited = result
    return untilAborted(call.signal, () => awaited)
  }

  /** The result of a run of another process, which is looked at every so often until the signal is aborted. */
  async poll(handle: DbosHandleLike, workflow: string, call: ProviderCall, pollMs: number): Promise<unknown> {
    const { signal } = call
    for (let waitMs = firstPollMs; ; waitMs = Math.min(waitMs * 2, pollMs)) {
      if (await untilAborted(signal, () => this.#outside(() => this.#hasEnded(handle, call, workflow)))) break
      await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
    return untilAborted(signal, () => this.#outside(() => this.#take(handle, workflow, call)))
  }

  async #take(handle: DbosHandleLike, workflow: string, call: ProviderCall): Promise<unknown> {
    try {
      return await handle.getResult()
    } catch (error) {
      if (await this.#hasEnded(handle, call, workflow)) throw this.#failed(workflow, handle, call, error)
      throw this.#waitFailed(workflow, call, error)
    }
  }

  async #hasEnded(handle: DbosHandleLike, call: ProviderCall, workflow: string): Promise<boolean> {
    try {
      const run = await handle.getStatus()
      return run !== null && ended.has(run.status)
    } catch (error) {
      throw this.#waitFailed(workflow, call, error)
    }
  }

  #failed(workflow: string, { workflowID }: DbosHandleLike, call: ProviderCall, error: unknown): Error {
    return this.#failures.of(workflowFailure(error), call, {
      doing: `run the workflow ${JSON.stringify(workflow)} to its end`,
      code: 'WORKFLOW_FAILED',
      retryable: false,
      remedy: `Its run ${JSON.stringify(workflowID)} is over: mend what failed, and resume or fork it with DBOS.`,
    })
  }

  #waitFailed(workflow: string, call: ProviderCall, error: unknown): Error {
    const doing = `await the workflow ${JSON.stringify(workflow)}, which goes on`
    return this.#failures.of(error, call, { doing, ...startFailure(error), retryable: true })
  }
}

/**
 * That there is such a queue: what goes into another one waits there for ever. Where PostgreSQL is away this fails at once, other than what
 * starts a workflow.
 */
export async function assertQueue(
  queues: QueuesLike,
  queueName: string,
  failures: ProviderFailures,
  call?: ProviderCall,
): Promise<void> {
  const name = JSON.stringify(queueName)
  const told = `finds no queue ${name}. Register it in the application: DBOS.registerQueue(${name}).`
  if ((await queues.retrieveQueue(queueName)) === null) throw failures.final(call, told, 'DBOS_QUEUE_UNKNOWN')
}
