import type { ProviderCall, WorkflowProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { findNamed } from '../lookup/find-named.ts'
import { loadVendor } from '../vendor/load-vendor.ts'
import type { DbosHandleLike, DbosLike, DbosWorkflow } from './dbos-like.ts'
import { type DbosWorkflowsOptions, problemsOfOptions } from './dbos-options.ts'
import { assertQueue, DbosRuns } from './dbos-runs.ts'

/**
 * Workflows of DBOS, which this application launches: registered functions that PostgreSQL makes durable. The idempotency key is the workflow's
 * ID: a repeated one joins the run that there is. `workflow.execute` waits for the result, which may outlast the attempt: the workflow goes on,
 * and the next attempt waits for the same run. `workflow.dispatch` resolves with `{ workflowId }` once PostgreSQL has the run.
 *
 * ```ts
 * const updateInventory = DBOS.registerWorkflow(async (order: Order) => { … }, { name: 'update-inventory' })
 * DBOS.setConfig({ name: 'shop', systemDatabaseUrl })
 * await DBOS.launch()
 * createTriggers({ providers: { workflow: dbosWorkflows({ workflows: { 'update-inventory': updateInventory } }) } })
 * ```
 *
 * It neither launches DBOS nor shuts it down.
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` that lists everything that is wrong with its options.
 */
export function dbosWorkflows(options: DbosWorkflowsOptions): WorkflowProvider {
  const { name = 'dbos', workflows, queueName, workflowIdPrefix = '', concurrency, startTimeoutMs } = options
  const failures = new ProviderFailures(name)
  const problems = [...problemsOfOptions(options), ...problemsOfWorkflows(workflows)]
  if (problems.length > 0) throw failures.final(undefined, `${problems.join('; ')}.`)
  const runs = new DbosRuns(failures, startTimeoutMs)
  const start = async (workflow: string, input: unknown, call: ProviderCall) => {
    const found = findNamed(workflows, workflow, 'workflow')
    if ('problem' in found) throw failures.final(call, found.problem, 'WORKFLOW_UNKNOWN')
    const doing = `start the workflow ${JSON.stringify(found.name)}`
    const handle = await runs.begin(doing, call, async (): Promise<DbosHandleLike> => {
      const dbos = await launched(options.dbos, failures, call, doing)
      if (queueName !== undefined) await assertQueue(dbos, queueName, failures, call)
      call.signal.throwIfAborted()
      const params = { workflowID: `${workflowIdPrefix}${call.idempotencyKey}`, queueName }
      return dbos.startWorkflow(found.entry as (input: unknown) => Promise<unknown>, params)(input)
    })
    return { handle, name: found.name }
  }
  return {
    family: 'workflow',
    name,
    concurrency,
    async execute(workflow, input, call) {
      const started = await start(workflow, input, call)
      return runs.result(started.handle, started.name, call)
    },
    async dispatch(workflow, input, call) {
      const { handle } = await start(workflow, input, call)
      return { workflowId: handle.workflowID }
    },
    async health({ signal }) {
      const doing = 'reach the system database'
      await runs.begin(doing, { signal }, async () => {
        const dbos = await launched(options.dbos, failures, undefined, doing)
        if (queueName === undefined) await dbos.retrieveQueue('triggerkit-health')
        else await assertQueue(dbos, queueName, failures)
      })
    },
  }
}

async function launched(
  own: DbosLike | undefined,
  failures: ProviderFailures,
  call: ProviderCall | undefined,
  doing: string,
): Promise<DbosLike> {
  const dbos =
    own ?? (await loadVendor('dbosWorkflows()', '@dbos-inc/dbos-sdk', () => import('@dbos-inc/dbos-sdk'))).DBOS
  if (dbos.isInitialized()) return dbos
  throw failures.of(new Error('DBOS is not launched'), call, {
    doing,
    code: 'DBOS_NOT_LAUNCHED',
    remedy:
      'Await DBOS.launch() before the first Write; where there are two copies of @dbos-inc/dbos-sdk, give `dbos`.',
    retryable: true,
  })
}

function problemsOfWorkflows(workflows: Readonly<Record<string, DbosWorkflow>>): string[] {
  return Object.entries(workflows ?? {}).flatMap(([name, workflow]) =>
    typeof workflow === 'function' ? [] : [`\`workflows\`[${JSON.stringify(name)}] has to be a function`],
  )
}
