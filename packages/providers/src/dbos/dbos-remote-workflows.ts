import { setTimeout as delay } from 'node:timers/promises'
import type { ProviderCall, WorkflowProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { type Found, findNamed } from '../lookup/find-named.ts'
import { LazyClient } from '../vendor/lazy-client.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { DbosClientLike, DbosHandleLike } from './dbos-like.ts'
import { type DbosRemoteWorkflowsOptions, problemsOfOptions, type RemoteWorkflow } from './dbos-options.ts'
import { assertQueue, DbosRuns } from './dbos-runs.ts'

const closeMs = 2_000

/**
 * Workflows of an application of DBOS that runs in other processes: this one, a web server say, puts them into a queue of it, by `DBOSClient`.
 * The idempotency key is the workflow's ID: a repeated one joins the run that there is. `workflow.execute` waits for the result, and looks for it
 * every second; `workflow.dispatch` resolves with `{ workflowId }` once PostgreSQL has the run.
 *
 * ```ts
 * const workflow = dbosRemoteWorkflows({ systemDatabaseUrl, queueName: 'orders', workflows: { 'update-inventory': 'updateInventory' } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function dbosRemoteWorkflows(options: DbosRemoteWorkflowsOptions): WorkflowProvider {
  const { name = 'dbos', systemDatabaseUrl } = options
  const failures = new ProviderFailures(name, secretsOfUrl(systemDatabaseUrl))
  const problems = [...problemsOfOptions(options), ...problemsOfRemote(options)]
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
  return new RemoteWorkflows(options, name, failures)
}

class RemoteWorkflows implements WorkflowProvider {
  readonly family = 'workflow'
  readonly name: string
  readonly concurrency?: number
  readonly #options: DbosRemoteWorkflowsOptions
  readonly #failures: ProviderFailures
  readonly #runs: DbosRuns
  readonly #client: LazyClient<DbosClientLike>

  constructor(options: DbosRemoteWorkflowsOptions, name: string, failures: ProviderFailures) {
    const { client, concurrency, startTimeoutMs } = options
    this.name = name
    this.concurrency = concurrency
    this.#options = options
    this.#failures = failures
    this.#runs = new DbosRuns(failures, startTimeoutMs)
    this.#client = new LazyClient<DbosClientLike>(
      async () => client ?? openClient(options),
      (opened) => (client === undefined ? destroy(opened) : undefined),
    )
  }

  async execute(workflow: string, input: unknown, call: ProviderCall): Promise<unknown> {
    const { handle, name } = await this.#start(workflow, input, call)
    return this.#runs.poll(handle, name, call, this.#options.pollMs ?? 1_000)
  }

  async dispatch(workflow: string, input: unknown, call: ProviderCall): Promise<{ workflowId: string }> {
    const { handle } = await this.#start(workflow, input, call)
    return { workflowId: handle.workflowID }
  }

  async health({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    const { workflows, queueName } = this.#options
    const named = Object.values(workflows).map((workflow) => toRemote(workflow).queueName ?? queueName)
    await this.#runs.begin('reach the system database', { signal }, async () => {
      const client = await this.#client.get()
      for (const queue of new Set(named)) await assertQueue(client, queue!, this.#failures)
    })
  }

  close(): Promise<void> {
    return this.#client.close()
  }

  async #start(
    workflow: string,
    input: unknown,
    call: ProviderCall,
  ): Promise<{ handle: DbosHandleLike; name: string }> {
    const { workflows, queueName: anyQueue, workflowIdPrefix = '' } = this.#options
    const found: Found<string | RemoteWorkflow> = findNamed(workflows, workflow, 'workflow')
    if ('problem' in found) throw this.#failures.final(call, found.problem, 'WORKFLOW_UNKNOWN')
    const { queueName = anyQueue!, ...target } = toRemote(found.entry)
    const doing = `put the workflow ${JSON.stringify(found.name)} into the queue ${JSON.stringify(queueName)}`
    const handle = await this.#runs.begin(doing, call, async () => {
      const client = await this.#client.get()
      await assertQueue(client, queueName, this.#failures, call)
      call.signal.throwIfAborted()
      const workflowID = `${workflowIdPrefix}${call.idempotencyKey}`
      return client.enqueue({ ...target, queueName, workflowID }, input)
    })
    return { handle, name: found.name }
  }
}

async function openClient({ systemDatabaseUrl, applicationName }: DbosRemoteWorkflowsOptions): Promise<DbosClientLike> {
  const load = () => import('@dbos-inc/dbos-sdk')
  const { DBOSClient } = await loadVendor('dbosRemoteWorkflows()', '@dbos-inc/dbos-sdk', load)
  return DBOSClient.create({ systemDatabaseUrl: systemDatabaseUrl!, applicationName })
}

/** A connection that PostgreSQL does not answer would hold it up for ten seconds: that one ends by itself. */
async function destroy(client: DbosClientLike): Promise<void> {
  await Promise.race([client.destroy(), delay(closeMs, undefined, { ref: false })])
}

function toRemote(workflow: string | RemoteWorkflow): RemoteWorkflow {
  return typeof workflow === 'string' ? { workflowName: workflow } : workflow
}

function problemsOfRemote(options: DbosRemoteWorkflowsOptions): string[] {
  const { systemDatabaseUrl: url, client, queueName, workflows } = options
  const given = [url, client].filter((each) => each !== undefined).length
  const places = given === 1 ? [] : ['either `systemDatabaseUrl` or `client` has to be given']
  if (url !== undefined && !/^postgres(?:ql)?:/.test(URL.canParse(url) ? url : ''))
    places.push('`systemDatabaseUrl` has to be an address of PostgreSQL: postgres://…')
  const wrong = Object.entries(workflows ?? {}).flatMap(([name, workflow]) => {
    const { workflowName, queueName: own = queueName } = (toRemote(workflow) ?? {}) as Partial<RemoteWorkflow>
    const path = `\`workflows\`[${JSON.stringify(name)}]`
    if (typeof workflowName !== 'string' || workflowName === '') return [`${path} has to name a registered workflow`]
    return own === undefined ? [`${path} has no \`queueName\`, and there is none for all`] : []
  })
  return [...places, ...wrong]
}
