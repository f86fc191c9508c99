import { v7 as uuidv7 } from 'uuid'
import type { NormalizedAction } from '../action/action-definition.ts'
import { parseTag } from '../action/executors/provider/provider-tag.ts'
import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import { writtenAddresses } from '../action/executors/provider/written-addresses.ts'
import { renderInput } from '../action/render-input.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { RunOrigin } from '../engine/pending-run.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { ErrorPlace } from '../errors/error-place.ts'
import { JobError } from '../errors/job-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { Carried } from '../telemetry/observation.ts'
import { missingValues } from '../template/missing-value.ts'
import { momentOf } from '../trigger/read-queueing.ts'
import type { NewJob } from './job.ts'
import { type JobAction, type JobContent, jobFormat } from './job-content.ts'
import { contextOfJob } from './job-context.ts'
import { maxAttemptsOf } from './job-retry.ts'

const maxKeyLength = 200

/** A Job whose content is not encoded yet. */
export type JobDraft = Omit<NewJob, 'payload'> & { readonly content: JobContent; readonly place: ErrorPlace }

/** The Jobs of one chain that are made so far: a later one names them. */
export interface ChainSoFar {
  id?: string
  earlier: Record<string, string>
}

/** What a Job is made for. */
export interface JobSource {
  planned: PlannedTrigger
  action: PlannedAction
  context: EvaluationContext
  origin: RunOrigin
  /** Text of the row's key; empty for a whole Write. */
  key: string
  /** What observers give it on its way. */
  carried?: Carried
}

/**
 * The Job of one queued action, rendered now, so that nothing that changes later reaches it.
 *
 * @throws ActionError of code `ACTION_INPUT`, JobError of code `JOB_KEY` or `JOB_TIME`.
 */
export function makeJob(
  { planned, action: plannedAction, context, origin, key, carried }: JobSource,
  soFar: ChainSoFar,
): JobDraft {
  const { action, template } = plannedAction
  const queueing = plannedAction.queueing!
  const { trigger, event } = planned
  const { name, tag } = trigger
  const place = { trigger: name, action: action.name, event, table: context.table }
  const id = uuidv7()
  if (queueing.position === 0) soFar.earlier = {}
  const chainId = queueing.position === 0 ? id : soFar.id
  soFar.id = chainId
  const input = queueing.rendersLate
    ? undefined
    : renderInput(template, { action, trigger: { name, tag, origin: trigger.origin }, context })
  const missing = input === undefined ? [] : missingValues(input)
  const content: JobContent = {
    trigger: { name, tag, origin: trigger.origin, event },
    action: toJobAction(action, queueing.rendersLate),
    ...(input !== undefined && { input }),
    ...(missing.length > 0 && { missing }),
    ...(template.secrets.length > 0 && { secrets: template.secrets }),
    context: contextOfJob(context, origin, queueing.rendersLate ? pathsOf(plannedAction) : undefined),
    chain: origin.chain,
    ...(Object.keys(origin.values).length > 0 && { values: origin.values }),
    ...(carried !== undefined && { carried }),
    ...(Object.keys(soFar.earlier).length > 0 && { earlier: { ...soFar.earlier } }),
  }
  soFar.earlier = { ...soFar.earlier, [action.name]: id }
  const { onDead = 'hold', dedupeWindow = 0 } = action.queueing ?? {}
  const when = queueing.template.render(context) as Rendered
  const orderingKey = keyOf(when.orderingKey, 'orderingKey', action, place)
  const dedupeKey = keyOf(when.dedupeKey, 'dedupeKey', action, place)
  return {
    id,
    format: jobFormat,
    handler: queueing.handler,
    trigger: tag,
    triggerVersion: trigger.version ?? 0,
    action: action.name,
    provider: providerOf(action, input),
    table: context.table,
    key,
    orderingKey,
    onDead,
    dedupe: dedupeKey === undefined ? undefined : { key: `${tag}/${action.name}/${dedupeKey}`, windowMs: dedupeWindow },
    chain: queueing.chainLength > 1 ? { id: chainId!, position: queueing.position } : undefined,
    continueOnError: action.continueOnError,
    runAt: runAtOf(when, action, place),
    maxAttempts: maxAttemptsOf(action),
    content,
    place,
  }
}

interface Rendered {
  delay?: unknown
  runAt?: unknown
  orderingKey?: unknown
  dedupeKey?: unknown
}

/** Classes in `retryOn` are kept by their names, which errors bear too. */
function toJobAction(action: NormalizedAction, withPayload: boolean): JobAction {
  const { type, family, verb, name, timeout, retry, continueOnError, unsafeBeforeCommit, payload, actions } = action
  const retryOn = retry?.retryOn?.map((reason) => (typeof reason === 'function' ? reason.name : reason))
  return {
    type,
    family,
    verb,
    name,
    timeout,
    retry: retry && { ...retry, ...(retryOn && { retryOn }) },
    continueOnError,
    unsafeBeforeCommit,
    payload: withPayload ? payload : { ...tagOnly(action), ...writtenAddresses(action) },
    actions: actions?.map((each) => toJobAction(each, true)),
  }
}

/** Which provider it is for is part of what an action is, not only of what it is given. */
function tagOnly({ type, payload }: NormalizedAction): Record<string, unknown> {
  const field = Object.hasOwn(providerVerbs, type) ? providerVerbs[type]!.tagField : undefined
  return field === undefined || payload[field] === undefined ? {} : { [field]: payload[field] }
}

function providerOf({ type, family, payload }: NormalizedAction, input: Record<string, unknown> = payload): string {
  const field = Object.hasOwn(providerVerbs, type) ? providerVerbs[type]!.tagField : undefined
  const named = field === undefined ? undefined : input[field]
  return typeof named === 'string' && named !== '' ? parseTag(named).tag : family
}

function pathsOf({ template, nested = [] }: PlannedAction): string[] {
  return [...template.paths, ...nested.flatMap(pathsOf)]
}

function keyOf(
  value: unknown,
  name: 'orderingKey' | 'dedupeKey',
  action: NormalizedAction,
  place: ErrorPlace,
): string | undefined {
  if (action.queueing?.[name] === undefined) return undefined
  const isText = ['string', 'number', 'bigint', 'boolean'].includes(typeof value) || hasText(value)
  const text = isText ? String(value) : ''
  if (text !== '' && text.length <= maxKeyLength) return text
  const found = value === undefined ? 'nothing' : describeValue(value, 60)
  throw new JobError({
    ...place,
    code: 'JOB_KEY',
    message: `its \`${name}\` came to ${found}; it has to be a text of 1 to ${maxKeyLength} characters.`,
  })
}

/** An id or a decimal, which a driver gives as an object. */
function hasText(value: unknown): boolean {
  return (
    value !== null && typeof value === 'object' && Object.hasOwn(Object.getPrototypeOf(value) as object, 'toString')
  )
}

function runAtOf({ delay, runAt }: Rendered, { queueing }: NormalizedAction, place: ErrorPlace): NewJob['runAt'] {
  if (queueing?.delay !== undefined) {
    const inMs = typeof delay === 'string' && delay.trim() !== '' ? Number(delay) : delay
    if (typeof inMs === 'number' && inMs >= 0 && Number.isFinite(inMs)) return { inMs: Math.round(inMs) }
    throw timeError('delay', delay, 'a number of milliseconds, 0 or more', place)
  }
  if (queueing?.runAt === undefined) return undefined
  const at = momentOf(runAt)
  if (at !== undefined) return { at: Math.round(at) }
  throw timeError('runAt', runAt, 'a date, ISO 8601 with its time zone, or milliseconds since 1970', place)
}

function timeError(name: string, value: unknown, expected: string, place: ErrorPlace): JobError {
  const found = value === undefined ? 'nothing' : describeValue(value, 60)
  return new JobError({
    ...place,
    code: 'JOB_TIME',
    message: `its \`${name}\` came to ${found}; it has to be ${expected}.`,
  })
}
