import type { NormalizedAction } from '../action/action-definition.ts'
import { runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { JobError } from '../errors/job-error.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import { messageOf } from '../errors/to-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { type PlanningOptions, planAction } from '../plan/plan-trigger.ts'
import { readsNothing } from '../plan/reads.ts'
import { decodeValue } from '../queue/decode-value.ts'
import { encodeValue } from '../queue/encode-value.ts'
import type { ClaimedJob } from '../queue/job.ts'
import type { JobAction, JobContent } from '../queue/job-content.ts'
import { contextFromJob } from '../queue/job-context.ts'
import type { Settlement } from '../queue/outbox.ts'
import type { TableSchema } from '../schema/schema.ts'
import type { CompiledTemplate } from '../template/compile-template.ts'
import { noteMissing } from '../template/missing-value.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { EngineCore } from './engine-core.ts'
import type { BoundOutbox } from './engine-queue.ts'
import { executeAction } from './execute-action.ts'

/** A Job that has been read: what runs, for whom, with what. */
export interface ReadJob {
  content: JobContent
  planned: PlannedTrigger
  action: PlannedAction
  context: EvaluationContext
  /** The definition that it was made of is not there any more. */
  isGone: boolean
}

/** What a run of a Job gave. */
export interface JobResult {
  result: unknown
  /** The result as it is kept. */
  kept: string | undefined
  /** It was completed in the transaction of its own writes (R40). */
  settled: boolean
}

interface JobRunOptions {
  signal: AbortSignal
  /** How its completion is written down, with the result that is kept. */
  completed(kept: string | undefined): Promise<Settlement>
  /** Whether it is tried again where its action fails with this. */
  isRetried(error: Error): boolean
}

const emptyTable: TableSchema = { name: '', aliases: [], columns: new Map(), key: [], cascades: [] } as never

/**
 * Reads what a Job carries.
 *
 * @throws JobError of code `JOB_UNREADABLE`.
 */
export async function readJob(
  core: EngineCore,
  planning: PlanningOptions,
  { outbox, port }: BoundOutbox,
  job: ClaimedJob,
): Promise<ReadJob> {
  const content = await decodeContent(core, job, port.revive?.bind(port))
  const registered = core.queue.triggerOf(content.trigger)
  const trigger = registered ?? standInTrigger(content.trigger)
  const action = toAction(content.action, registered)
  const table = port.schema.find(content.context.table) ?? emptyTable
  const planned: PlannedTrigger = {
    trigger,
    event: content.trigger.event,
    order: 0,
    required: [],
    conditionReads: readsNothing,
    before: [],
    transaction: [],
    commit: [],
    queued: [],
  }
  const context = contextFromJob(content)
  for (const [name, result] of await earlierResults(core, outbox, content, port.revive?.bind(port)))
    context.actions![name] = { result }
  const plannedAction =
    content.input === undefined
      ? planAction(action, trigger, table, planning)
      : { action, executor: planning.executorOf(action.type), template: rendered(content), reads: readsNothing }
  return { content, planned, action: plannedAction, context, isGone: registered === undefined }
}

/**
 * Runs a Job's action, once, in the context that its Write had. One of `database.*` is completed in the transaction of its writes (R40).
 *
 * @throws what the action threw; OutboxError of code `LEASE_LOST` where somebody else has the Job by now, and nothing was written.
 */
export function runJob(
  core: EngineCore,
  { outbox, port }: BoundOutbox,
  job: ClaimedJob,
  { content, planned, action, context }: ReadJob,
  { signal, completed, isRetried }: JobRunOptions,
): Promise<JobResult> {
  core.observers?.setKey(context, job.key)
  const run = async (handle: object | undefined): Promise<unknown> => {
    const own = { within: signal, idempotencyKey: job.id, phase: 'job' as const }
    const told = core.observers && { id: job.id, earlier: job.attempts - 1, isRetried }
    const place = { port, handle, inTransaction: handle !== undefined, ...own, job: told }
    const [result] = await executeAction(core, planned, action, [context], place)
    return result
  }
  const transaction = core.transactions.get(port)
  const isOurs = action.action.family === 'database' && outbox.transactional && transaction !== undefined
  const { chain, values = {} } = content
  return runInContext({ chain, values, frame: undefined, muted: undefined, writes: undefined }, async () => {
    if (!isOurs) {
      const result = await run(undefined)
      return { result, kept: await keep(core, result), settled: false }
    }
    return transaction(undefined, async (handle) => {
      const result = await run(handle)
      const kept = await keep(core, result)
      if ((await outbox.settle(handle, [await completed(kept)])) === 0) throw leaseLost(job)
      return { result, kept, settled: true }
    })
  })
}

/** A result that cannot be kept, or is too large, is none: the action is done. */
async function keep({ options, queue }: EngineCore, result: unknown): Promise<string | undefined> {
  if (result === undefined) return undefined
  try {
    const text = encodeValue(result)
    if (text.length > queue.maxPayloadLength) return undefined
    return (await options.outbox?.codec?.encode(text)) ?? text
  } catch {
    return undefined
  }
}

async function decodeContent(
  { options }: EngineCore,
  job: ClaimedJob,
  revive: Parameters<typeof decodeValue>[1],
): Promise<JobContent> {
  try {
    const { codec } = options.outbox ?? {}
    const text = codec === undefined ? job.payload : await codec.decode(job.payload)
    return decodeValue(text, revive) as JobContent
  } catch (cause) {
    throw new JobError({
      trigger: job.trigger,
      action: job.action,
      table: job.table,
      code: 'JOB_UNREADABLE',
      message: `its Job ${job.id} cannot be read: ${messageOf(cause)}. Give the worker the codec that it was written with.`,
      cause,
    })
  }
}

async function earlierResults(
  { options }: EngineCore,
  outbox: BoundOutbox['outbox'],
  { earlier, input }: JobContent,
  revive: Parameters<typeof decodeValue>[1],
): Promise<[string, unknown][]> {
  if (earlier === undefined || input !== undefined) return []
  const names = Object.entries(earlier)
  const rows = await outbox.ledger.find({ ids: names.map(([, id]) => id), limit: names.length })
  const results: [string, unknown][] = []
  for (const [name, id] of names) {
    const kept = rows.find((row) => row.id === id)?.result
    if (kept === undefined) continue
    const text = options.outbox?.codec === undefined ? kept : await options.outbox.codec.decode(kept)
    results.push([name, decodeValue(text, revive)])
  }
  return results
}

/** What was rendered when the Job was made, as a template that renders to it. */
function rendered({ input = {}, missing = [], secrets = [] }: JobContent): CompiledTemplate {
  noteMissing(input, missing)
  return { render: () => input, paths: [], secrets, constant: true }
}

/** One attempt is one run: the Job itself is what is tried again. */
function toAction(action: JobAction, trigger: NormalizedTrigger | undefined): NormalizedAction {
  const { retry: _retry, ...rest } = action
  return { ...nestedAction(rest, trigger), timing: 'queued' }
}

/** A function is not in the Job: it is the one that stands there in the code now. */
function nestedAction(action: JobAction, trigger: NormalizedTrigger | undefined): NormalizedAction {
  const isInline = action.type === 'custom' && typeof action.payload.function !== 'string'
  const run = isInline ? findAction(trigger?.actions ?? [], action.name)?.run : undefined
  return {
    ...action,
    timing: 'sync',
    ...(run !== undefined && { run }),
    actions: action.actions?.map((each) => nestedAction(each, trigger)),
  }
}

function findAction(actions: readonly NormalizedAction[], name: string): NormalizedAction | undefined {
  for (const action of actions) {
    const found = action.name === name ? action : findAction(action.actions ?? [], name)
    if (found !== undefined) return found
  }
  return undefined
}

/** What `onError` is told of as the trigger, where it is gone. */
export function standInTrigger({
  name,
  tag,
  origin,
}: Pick<NormalizedTrigger, 'name' | 'tag' | 'origin'>): NormalizedTrigger {
  const nothing = { tables: [], events: [], actions: [], enabled: false, priority: 100 }
  return { tag, name, ...nothing, forEach: 'row', per: 'net', fire: 'always', origin }
}

function leaseLost({ id, trigger, action }: ClaimedJob): OutboxError {
  return new OutboxError({
    code: 'LEASE_LOST',
    message:
      `Somebody else has Job ${id} (action "${action}" of trigger "${trigger}") by now; what this attempt wrote was rolled back. ` +
      'It took longer than its lease: raise `leaseMs` of createWorker.',
    data: { id },
  })
}
