import type { ProviderCall, WorkflowProvider } from '@triggerkit/core'
import { ProviderFailures } from '../failure/provider-failures.ts'
import { secretsOfUrl } from '../failure/secrets-of-url.ts'
import { untilAborted } from '../failure/until-aborted.ts'
import { findNamed } from '../lookup/find-named.ts'
import { attempt } from './bullmq-failure.ts'
import type { FlowJobLike } from './bullmq-like.ts'
import { type BullmqFlowOptions, passwordsOf, problemsOfFlow, urlOf } from './bullmq-options.ts'
import { FlowConnections } from './flow-connections.ts'
import { type RootJob, toJobOf, toRoot } from './flow-job.ts'
import type { JobEnd } from './queue-results.ts'

/**
 * Runs workflows as flows of BullMQ 5 or 6 (install it beside this package): jobs and those that come before them, done by workers of yours. The
 * root's id is made of the idempotency key, so that another attempt joins the run that there is, also one that has ended.
 *
 * `execute` resolves with what the root's worker returned. A root that has failed has had all the `attempts` of its own, so that this is final.
 * `dispatch` resolves with `{ queue, jobId, name }`.
 *
 * ```ts
 * bullmqFlow({ connection: 'redis://localhost:6379', flows: { 'order-placed': 'orders' } })
 * ```
 *
 * @throws ProviderError of code `PROVIDER_OPTIONS` with all that is wrong with the options.
 */
export function bullmqFlow(options: BullmqFlowOptions): Required<WorkflowProvider> {
  const { connection } = options
  const failures = new ProviderFailures('bullmq', [...passwordsOf(connection), ...secretsOfUrl(urlOf(connection))])
  const problems = problemsOfFlow(options)
  if (problems.length > 0) throw failures.final(undefined, `has wrong options: ${problems.join('; ')}.`)
  const connections = new FlowConnections(options)
  const start = async (workflow: string, input: unknown, call: ProviderCall): Promise<RootJob> => {
    const root = toRoot(await flowOf(workflow, input, call, options, failures), call, options)
    await untilAborted(call.signal, () => connections.add(root))
    return root
  }
  return {
    family: 'workflow',
    name: 'bullmq',
    concurrency: 1_000,
    async dispatch(workflow, input, call) {
      const root = await attempt(failures, call, `start "${workflow}"`, () => start(workflow, input, call))
      return { queue: root.queueName, jobId: root.opts.jobId, name: root.name }
    },
    async execute(workflow, input, call) {
      const end = await attempt(failures, call, `run "${workflow}"`, async () => {
        const root = await start(workflow, input, call)
        return untilAborted(call.signal, () => connections.endOf(root, call.signal))
      })
      return resultOf(end, workflow, call, failures)
    },
    async health({ signal }) {
      await attempt(failures, { signal }, 'reach Redis', () => untilAborted(signal, () => connections.ask()))
    },
    close: () => connections.close(),
  }
}

async function flowOf(
  workflow: string,
  input: unknown,
  call: ProviderCall,
  { flows = {}, queue }: BullmqFlowOptions,
  failures: ProviderFailures,
): Promise<FlowJobLike> {
  if (call.signal.aborted) throw call.signal.reason
  const found = findNamed(flows, workflow, 'workflow')
  if (!('problem' in found))
    return typeof found.entry === 'string' ? toJobOf(found.entry, found.name, input) : found.entry(input, call)
  if (queue === undefined) throw failures.final(call, found.problem, 'WORKFLOW_UNKNOWN')
  return toJobOf(queue, workflow, input)
}

function resultOf(end: JobEnd, workflow: string, call: ProviderCall, failures: ProviderFailures): unknown {
  if ('returnvalue' in end) return end.returnvalue
  const doing = `run "${workflow}"`
  if ('failedReason' in end) {
    const remedy = 'See the failed job; `attempts` in its options has BullMQ try it again.'
    throw failures.of(new Error(end.failedReason), call, { doing, code: 'WORKFLOW_FAILED', retryable: false, remedy })
  }
  const reason = 'its job was removed before its result was read'
  const remedy = 'Let `removeOnComplete` and `removeOnFail` keep jobs for a while.'
  throw failures.of(new Error(reason), call, { doing, code: 'WORKFLOW_GONE', retryable: false, remedy })
}
