import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProviderCall, WorkflowProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { toJson } from '../message/encode-message.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { type OpenClient, openClient } from './open-client.ts'
import { isAlreadyStarted, isPassing, temporalFailure } from './temporal-failure.ts'
import type { TemporalClientLike, TemporalHandleLike } from './temporal-like.ts'
import { problemsOfOptions, type TemporalOptions, type TemporalWorkflow } from './temporal-options.ts'

const maxRepetitions = 3
const firstPauseMs = 100

/**
 * Workflows of Temporal, by @temporalio/client. The idempotency key is the workflow's ID: a repeated one joins the run that there is, also one that
 * has ended. `workflow.execute` waits for the result, which may outlast the attempt: the workflow goes on, and the next attempt waits for the same
 * run. `workflow.dispatch` resolves with `{ workflowId, runId }` once Temporal has the run.
 *
 * ```ts
 * const workflow = temporal({ address: 'localhost:7233', taskQueue: 'shop', workflows: { 'update-inventory': { type: 'updateInventory' } } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function temporal(options: TemporalOptions): WorkflowProvider {
  const { name = 'temporal', apiKey } = options
  const failures = new ProviderFailures(name, [typeof apiKey === 'string' ? apiKey : undefined])
  const problems = problemsOfOptions(options)
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
  return new TemporalWorkflows(options, name, failures)
}

interface Started {
  handle: TemporalHandleLike
  /** Absent of a run that had ended before. */
  runId?: string
  subject: string
}

class TemporalWorkflows implements WorkflowProvider {
  readonly family = 'workflow'
  readonly name: string
  readonly concurrency: number
  readonly #options: TemporalOptions
  readonly #failures: ProviderFailures
  readonly #open: LazyClient<OpenClient>

  constructor(options: TemporalOptions, name: string, failures: ProviderFailures) {
    this.name = name
    this.concurrency = options.concurrency ?? 100
    this.#options = options
    this.#failures = failures
    this.#open = new LazyClient(
      () => openClient(options, failures),
      (opened) => opened.close(),
    )
  }

  async execute(workflow: string, input: unknown, call: ProviderCall): Promise<unknown> {
    const { handle, subject } = await this.#start(workflow, input, call)
    return this.#ask(call, `get the result of the ${subject}`, () => handle.result())
  }

  async dispatch(workflow: string, input: unknown, call: ProviderCall): Promise<{ workflowId: string; runId: string }> {
    const { handle, runId, subject } = await this.#start(workflow, input, call)
    if (runId !== undefined) return { workflowId: handle.workflowId, runId }
    const ended = await this.#ask(call, `find the run of the ${subject}`, () => handle.describe(), this.#deadline())
    return { workflowId: handle.workflowId, runId: ended.runId }
  }

  async health({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const describe = ({ workflowService, options: { namespace } }: TemporalClientLike): Promise<unknown> =>
      workflowService.describeNamespace({ namespace })
    await this.#ask({ signal }, 'reach the namespace', describe, this.#deadline())
  }

  close(): Promise<void> {
    return this.#open.close()
  }

  async #start(workflow: string, input: unknown, call: ProviderCall): Promise<Started> {
    const { name, type = name, taskQueue = this.#options.taskQueue!, args, ...more } = this.#find(workflow, call)
    const subject = `workflow ${JSON.stringify(name)}`
    const workflowId = `${this.#options.workflowIdPrefix ?? ''}${call.idempotencyKey}`
    const start = async ({ workflow: client }: TemporalClientLike): Promise<Started> => {
      try {
        const handle = await client.start(type, {
          ...more,
          taskQueue,
          workflowId,
          args: args === undefined ? this.#argsOf(input) : args(input),
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        })
        return { handle, runId: handle.firstExecutionRunId, subject }
      } catch (error) {
        if (!isAlreadyStarted(error)) throw error
        return { handle: client.getHandle(workflowId), subject }
      }
    }
    return this.#ask(call, `start the ${subject}`, start, this.#deadline())
  }

  #find(workflow: string, call: ProviderCall): TemporalWorkflow & { name: string } {
    const { workflows } = this.#options
    if (workflows === undefined) return { name: workflow.slice(workflow.indexOf(':') + 1) }
    const found = findNamed(workflows, workflow, 'workflow')
    if ('problem' in found) throw this.#failures.final(call, found.problem, 'WORKFLOW_UNKNOWN')
    return { ...found.entry, name: found.name }
  }

  /** The client's own converter writes JSON, which knows no large numbers, and dates by chance; one of the user's own may know more. */
  #argsOf(input: unknown): unknown[] {
    if (input === undefined) return []
    const isWritten = this.#options.client !== undefined || typeof input !== 'object' || input instanceof Uint8Array
    return [isWritten ? input : JSON.parse(toJson(input))]
  }

  #deadline(): number {
    return Date.now() + (this.#options.startTimeoutMs ?? 10_000)
  }

  /** `doing` is what the error says that it could not do. Without a deadline it may take as long as the attempt. */
  async #ask<T>(
    call: { readonly signal: AbortSignal; readonly tag?: string },
    doing: string,
    work: (client: TemporalClientLike) => Promise<T>,
    deadline?: number,
  ): Promise<T> {
    const { signal } = call
    // The client adds a listener with every poll, and takes none away.
    const polled = AbortSignal.any([signal])
    setMaxListeners(0, polled)
    const once = async (): Promise<T> => {
      const { client } = await this.#open.get()
      const bound = () => (deadline === undefined ? work(client) : client.withDeadline(deadline, () => work(client)))
      return client.withAbortSignal(polled, bound)
    }
    try {
      return await untilAborted(signal, () => this.#repeatedly(once, signal))
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw this.#failures.of(error, call, { doing, ...temporalFailure(error) })
    }
  }

  /** What a connection that broke for a moment failed is done again; a client of the user's own sees to that itself. */
  async #repeatedly<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const repetitions = this.#options.address === undefined ? 0 : maxRepetitions
    for (let repetition = 0; ; repetition++) {
      try {
        return await work()
      } catch (error) {
        if (signal.aborted || repetition >= repetitions || !isPassing(error)) throw error
      }
      await delay(firstPauseMs * 2 ** repetition, undefined, { signal })
    }
  }
}
