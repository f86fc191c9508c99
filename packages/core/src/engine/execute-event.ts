import { keyText } from '../change/row-key.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { OutboxError } from '../errors/outbox-error.ts'
import { toError } from '../errors/to-error.ts'
import { TriggerDepthError } from '../errors/trigger-depth-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { phaseOf } from '../plan/action-phase.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { type PlanningOptions, planTrigger } from '../plan/plan-trigger.ts'
import { type ChainSoFar, makeJob } from '../queue/make-job.ts'
import { watchTrigger } from '../telemetry/watch-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import type { Binding } from './binding.ts'
import type { EngineCore } from './engine-core.ts'
import { executeAction } from './execute-action.ts'
import type { ActionReport, ExecutionReport, ManualContext, SkipCause, TriggerReport } from './execution-report.ts'
import { type ManualEvent, readManualEvent } from './manual-event.ts'
import { contextFor, refusalOf, triggersOf, unmetReason } from './manual-trigger.ts'
import { manualVerdict } from './manual-verdict.ts'

/** Runs the triggers of an event on a record that nobody writes; see `Triggers.execute`. */
export async function executeEvent(
  core: EngineCore,
  planning: PlanningOptions,
  bindings: Iterable<Binding>,
  event: unknown,
  context: ManualContext,
): Promise<ExecutionReport> {
  const manual = readManualEvent(core, bindings, event, context)
  const triggers = triggersOf(core, manual)
  const { chain } = manual.origin
  if (triggers.length > 0 && chain.length >= core.maxDepth)
    throw new TriggerDepthError({ chain, maxDepth: core.maxDepth })
  const { record, table } = manual
  const report: ExecutionReport = { event: manual.event, table: table.name, triggers: [], record, skipped: false }
  const execution = new Execution(core, planning, manual, report)
  for (const trigger of triggers) report.triggers.push(await execution.run(trigger))
  return report
}

/** One event on its way through its triggers. */
class Execution {
  readonly #core: EngineCore
  readonly #planning: PlanningOptions
  readonly #manual: ManualEvent
  readonly #report: ExecutionReport
  /** The trigger that ended it. */
  #endedBy = ''

  constructor(core: EngineCore, planning: PlanningOptions, manual: ManualEvent, report: ExecutionReport) {
    this.#core = core
    this.#planning = planning
    this.#manual = manual
    this.#report = report
  }

  async run(trigger: NormalizedTrigger): Promise<TriggerReport> {
    const { name, tag } = trigger
    const skipped = (because: SkipCause, reason: string): TriggerReport => {
      return { trigger: name, tag, status: 'skipped', because, reason, actions: [] }
    }
    const refusal = refusalOf(this.#core, this.#manual, trigger, { ...this.#report, endedBy: this.#endedBy })
    if (refusal !== undefined) return skipped(...refusal)
    const planned = planTrigger(trigger, this.#manual.event, this.#manual.table, this.#planning)
    const context = contextFor(this.#manual, planned)
    if (planned.condition && !planned.condition.test(context))
      return skipped('condition', unmetReason(trigger, this.#manual))
    const actions = await this.#observed(planned, context)
    const continued = new Set(trigger.actions.filter((each) => each.continueOnError).map((each) => each.name))
    const failed = actions.some((action) => action.status === 'failed' && !continued.has(action.name))
    return { trigger: name, tag, status: failed ? 'failed' : 'ran', actions }
  }

  #observed(planned: PlannedTrigger, context: EvaluationContext): Promise<ActionReport[]> {
    const { observers } = this.#core
    if (observers === undefined) return this.#runActions(planned, context)
    const { table, record } = this.#manual
    if (planned.trigger.forEach === 'row') observers.setKey(context, keyText(table.key, record))
    const match = { table: table.name, phase: 'manual', rows: 1 } as const
    return watchTrigger(observers, planned, match, () => this.#runActions(planned, context))
  }

  /** What is awaited in the order in which a Write runs it; async actions are a chain of their own, which waits for nothing but the commit. */
  async #runActions(planned: PlannedTrigger, context: EvaluationContext): Promise<ActionReport[]> {
    const isAsync = ({ action }: PlannedAction): boolean => action.timing === 'async'
    const reports: ActionReport[] = []
    const written = await this.#runChain(planned, planned.transaction, context, reports)
    const reason = written === undefined ? undefined : `"${written}" failed, and the write with it`
    await this.#runChain(planned, planned.before, context, reports)
    const awaited = planned.commit.filter((action) => !isAsync(action))
    await this.#queue(planned, context, reports, reason)
    await this.#runChain(planned, awaited, context, reports, reason)
    await this.#runChain(planned, planned.commit.filter(isAsync), context, reports, reason)
    return reports
  }

  /** Jobs of an after event, kept in one batch; a Job is done, as far as this event goes, when it is kept. */
  async #queue(
    planned: PlannedTrigger,
    context: EvaluationContext,
    reports: ActionReport[],
    reason?: string,
  ): Promise<void> {
    if (planned.queued.length === 0) return
    if (reason !== undefined) {
      for (const { action } of planned.queued)
        reports.push({ name: action.name, type: action.type, status: 'skipped', reason })
      return
    }
    const chain: ChainSoFar = { earlier: {} }
    await this.#append(planned, planned.queued, context, reports, chain)
  }

  async #append(
    planned: PlannedTrigger,
    actions: readonly PlannedAction[],
    context: EvaluationContext,
    reports: ActionReport[],
    chain: ChainSoFar,
  ): Promise<void> {
    const { binding, table, origin, record } = this.#manual
    const key = binding === undefined || planned.trigger.forEach === 'write' ? '' : keyText(table.key, record)
    const carried = this.#core.observers?.carry()
    try {
      if (binding?.jobs === undefined) throw noOutbox(planned.trigger.name)
      const jobs = actions.map((action) => makeJob({ planned, action, context, origin, key, carried }, chain))
      await binding.jobs.append(undefined, jobs)
      binding.jobs.wake()
      actions.forEach(({ action: { name, type } }, index) =>
        reports.push({ name, type, status: 'queued', job: jobs[index]!.id }),
      )
    } catch (thrown) {
      for (const action of actions) {
        const error = this.#core.report(thrown, planned, action, context)
        reports.push({ name: action.action.name, type: action.action.type, status: 'failed', error })
      }
    }
  }

  /** Gives the name of the action that ended it. */
  async #runChain(
    planned: PlannedTrigger,
    actions: readonly PlannedAction[],
    context: EvaluationContext,
    reports: ActionReport[],
    reason?: string,
  ): Promise<string | undefined> {
    let skippedFor = reason
    const queue: ChainSoFar = { earlier: {} }
    let endedBy: string | undefined
    for (const action of actions) {
      const { name, type, continueOnError } = action.action
      if (skippedFor === undefined && action.queueing !== undefined) {
        await this.#append(planned, [action], context, reports, queue)
        continue
      }
      if (skippedFor !== undefined) {
        reports.push({ name, type, status: 'skipped', reason: skippedFor })
        continue
      }
      const report = await this.#runAction(planned, action, context)
      reports.push(report)
      if (
        this.#report.rejected !== undefined ||
        (report.status === 'failed' && !continueOnError && this.#awaits(planned, action))
      ) {
        skippedFor = `"${name}" failed before it`
        endedBy = name
      } else if (this.#report.skipped) skippedFor = `"${name}" dropped the row`
    }
    return endedBy
  }

  /** An async action before a Write is started and cannot block. */
  #awaits(planned: PlannedTrigger, { action }: PlannedAction): boolean {
    return action.timing !== 'async' || !planned.event.startsWith('before')
  }

  async #runAction(planned: PlannedTrigger, action: PlannedAction, context: EvaluationContext): Promise<ActionReport> {
    const { name, type, continueOnError } = action.action
    const isBefore = planned.event.startsWith('before')
    const rules = isBefore && this.#awaits(planned, action)
    const verdict = rules ? manualVerdict(planned, name, this.#manual, context, this.#report) : undefined
    const phase = isBefore ? 'before' : phaseOf(action.action)
    const place = { port: this.#manual.binding?.port, inTransaction: false, phase } as const
    try {
      const [result] = await this.#core.outside(() =>
        executeAction(this.#core, planned, action, [context], place, verdict),
      )
      context.actions![name] = { result }
      if (this.#report.skipped) this.#endedBy ||= planned.trigger.name
      return { name, type, status: 'done', result }
    } catch (thrown) {
      const isRejection = WriteRejectedError.isInstance(thrown)
      const error = isRejection ? (thrown as Error) : this.#core.report(thrown, planned, action, context)
      if (rules && (isRejection || !continueOnError)) {
        this.#endedBy = planned.trigger.name
        this.#report.rejected = toError(thrown, { trigger: planned.trigger.name, action: name })
      }
      return { name, type, status: 'failed', error }
    }
  }
}

/** Queued actions have nowhere to go. */
export function noOutbox(trigger: string): OutboxError {
  return new OutboxError({
    code: 'OUTBOX_ABSENT',
    message: `Trigger "${trigger}" has queued actions, and there is no ORM connected whose outbox could keep them. Connect it first.`,
  })
}
