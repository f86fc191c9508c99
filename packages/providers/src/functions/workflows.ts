import type { ProviderError, WorkflowProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { callFunction, type FunctionCall, functionError } from './call-function.ts'
import { type FunctionEntry, type FunctionRun, problemsOfEntries } from './function-entry.ts'
import { FunctionRuns } from './function-runs.ts'
import { problemsOfWorkflowsOptions, type WorkflowsOptions } from './workflows-options.ts'

/**
 * Workflows that are functions of this process. `workflow.execute` waits for the function's result; `workflow.dispatch` resolves with
 * `{ runId }`, the idempotency key, once the function is on its way, which goes on in the background. A repeated key joins the run that is still
 * under way here. A dispatched function is lost where the process dies: for what must not be lost take `dbosWorkflows()`, `temporal()` or
 * `timing: 'queued'` with `workflow.execute`.
 *
 * ```ts
 * createTriggers({ providers: { workflow: workflows({ 'update-inventory': async (input, run) => reserve(input) }) } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function workflows(
  functions: Readonly<Record<string, FunctionEntry>>,
  options: WorkflowsOptions = {},
): WorkflowProvider {
  const { name = 'workflows' } = options
  const problems = [...problemsOfEntries(functions, 'functions'), ...problemsOfWorkflowsOptions(options)]
  if (problems.length > 0) throw new ProviderFailures(name).final(undefined, `${problems.join('; ')}.`)
  return new FunctionWorkflows(functions, name, options)
}

class FunctionWorkflows implements WorkflowProvider {
  readonly family = 'workflow'
  readonly name: string
  readonly concurrency?: number
  readonly #functions: Readonly<Record<string, FunctionEntry>>
  readonly #failures: ProviderFailures
  readonly #runs: FunctionRuns
  readonly #closeTimeoutMs: number
  readonly #onError: (error: ProviderError, run: FunctionRun) => unknown
  #closed: Promise<void> | undefined

  constructor(functions: Readonly<Record<string, FunctionEntry>>, name: string, options: WorkflowsOptions) {
    const { concurrency, maxRunning = 100, maxWaiting = 10_000, closeTimeoutMs = 10_000 } = options
    this.name = name
    this.concurrency = concurrency
    this.#functions = functions
    this.#failures = new ProviderFailures(name)
    this.#runs = new FunctionRuns({ maxRunning, maxWaiting })
    this.#closeTimeoutMs = closeTimeoutMs
    this.#onError = options.onError ?? ((error) => console.error(error))
  }

  async execute(workflow: string, input: unknown, run: FunctionRun): Promise<unknown> {
    const { call, key } = this.#prepare(workflow, input, run)
    return untilAborted(run.signal, () => this.#runs.execute(key, run.signal, () => callFunction(call, run)))
  }

  async dispatch(workflow: string, input: unknown, run: FunctionRun): Promise<{ runId: string }> {
    const { call, key } = this.#prepare(workflow, input, run)
    run.signal.throwIfAborted()
    const place = `that the action ${JSON.stringify(run.action)} of trigger ${JSON.stringify(run.trigger)} dispatched`
    const dispatched = { ...call, subject: `${call.subject} ${place}` }
    const isTaken = this.#runs.dispatch(
      key,
      (signal) => callFunction(dispatched, { ...run, signal }),
      (error) => this.#report(functionError(dispatched, run, error), run),
    )
    if (isTaken) return { runId: run.idempotencyKey }
    throw this.#refused(run, call, 'WORKFLOWS_FULL', {
      reason: 'too many dispatched functions run and wait already',
      remedy: 'Raise `maxRunning` or `maxWaiting`, or give the action a longer `retry`.',
    })
  }

  health(): Promise<{ running: number; waiting: number }> {
    if (this.#closed === undefined) return Promise.resolve(this.#runs.counts)
    return Promise.reject(this.#failures.final(undefined, 'is closed.', 'PROVIDER_CLOSED'))
  }

  close(): Promise<void> {
    const reason = new Error(`it had not ended ${this.#closeTimeoutMs} ms after the provider was closed`)
    this.#closed ??= this.#runs.drain(this.#closeTimeoutMs, reason)
    return this.#closed
  }

  #prepare(workflow: string, input: unknown, run: FunctionRun): { call: FunctionCall; key: string } {
    const found = findNamed(this.#functions, workflow, 'workflow')
    if ('problem' in found) throw this.#failures.final(run, found.problem, 'WORKFLOW_UNKNOWN')
    const subject = `workflow ${JSON.stringify(found.name)}`
    const call = { provider: this.name, subject, entry: found.entry, input }
    if (this.#closed !== undefined)
      throw this.#refused(run, call, 'PROVIDER_CLOSED', { reason: 'the provider is closed' })
    return { call, key: JSON.stringify([found.name, run.idempotencyKey]) }
  }

  #refused(
    run: FunctionRun,
    { subject }: FunctionCall,
    code: string,
    { reason, remedy }: { reason: string; remedy?: string },
  ): ProviderError {
    return this.#failures.of(new Error(reason), run, { doing: `start the ${subject}`, code, remedy, retryable: true })
  }

  /** Nothing waits for a dispatched function, and nothing that goes wrong here may end the process. */
  #report(error: ProviderError, run: FunctionRun): void {
    Promise.resolve()
      .then(() => this.#onError(error, run))
      .catch((failure: unknown) => console.error(failure))
  }
}
