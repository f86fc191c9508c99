import { copyHiding } from '../change/copy-without.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { Binding } from '../engine/binding.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import type { SkipCause } from '../engine/execution-report.ts'
import { fieldsChanged, type ManualEvent } from '../engine/manual-event.ts'
import { contextFor, refusalOf, triggersOf, unmetReason } from '../engine/manual-trigger.ts'
import { manualVerdict } from '../engine/manual-verdict.ts'
import { toError } from '../errors/to-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { phaseOf } from '../plan/action-phase.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import { type PlanningOptions, planTrigger } from '../plan/plan-trigger.ts'
import type { NormalizedTrigger } from '../trigger/normalized-trigger.ts'
import { leadsToBlank, leadsToHidden, type PathTest } from './blank.ts'
import { type ActionSubject, describeAction } from './describe-action.ts'
import type { DryRunAction, DryRunContext, DryRunReport, DryRunTrigger } from './dry-run-report.ts'
import { readDryRunEvent } from './read-dry-run-event.ts'
import { shownVerdict } from './shown-verdict.ts'

/** What an event would do; see `Triggers.dryRun`. */
export async function dryRunEvent(
  core: EngineCore,
  planning: PlanningOptions,
  bindings: Iterable<Binding>,
  event: unknown,
  context: DryRunContext,
): Promise<DryRunReport> {
  const manual = await readDryRunEvent(core, bindings, event, context)
  return new DryRun(core, planning, manual, context.key).run()
}

/** One event on its way through its triggers, as `execute` takes it through them, with nothing done. */
class DryRun {
  readonly #core: EngineCore
  readonly #planning: PlanningOptions
  readonly #manual: ManualEvent
  readonly #report: DryRunReport
  readonly #isHidden: PathTest
  /** What later triggers take for granted. */
  readonly #assumes: string[] = []
  /** The trigger that ended it. */
  #endedBy = ''

  constructor(core: EngineCore, planning: PlanningOptions, manual: ManualEvent, key: DryRunContext['key']) {
    const { table, binding, event, input, record, previousRecord } = manual
    const relations = binding === undefined ? [] : core.columns.hiddenRelations(table, binding.port.schema)
    const hidden = [...core.columns.hidden(table), ...relations]
    this.#core = core
    this.#planning = planning
    this.#manual = { ...manual, input: input && hidden.length > 0 ? copyHiding(input, hidden) : input }
    this.#isHidden = leadsToHidden(hidden)
    this.#report = {
      event,
      table: table.name,
      ...(key !== undefined && { key: { ...key } }),
      changedFields: [],
      triggers: [],
      record,
      ...(previousRecord !== undefined && { previousRecord }),
      skipped: false,
    }
  }

  async run(): Promise<DryRunReport> {
    const report = this.#report
    for (const trigger of triggersOf(this.#core, this.#manual)) report.triggers.push(await this.#trigger(trigger))
    report.changedFields = fieldsChanged(this.#manual)
    return report
  }

  async #trigger(trigger: NormalizedTrigger): Promise<DryRunTrigger> {
    const { name, tag, origin } = trigger
    const about: DryRunTrigger = {
      trigger: name,
      tag,
      origin,
      status: 'skipped',
      assumes: [...this.#assumes],
      actions: [],
    }
    const skipped = ([because, reason]: [SkipCause, string]): DryRunTrigger => ({ ...about, because, reason })
    const { rejected, skipped: dropped } = this.#report
    const refusal = refusalOf(this.#core, this.#manual, trigger, { rejected, skipped: dropped, endedBy: this.#endedBy })
    if (rejected !== undefined || dropped) return skipped(refusal!)
    const planned = planTrigger(trigger, this.#manual.event, this.#manual.table, this.#planning)
    const context = contextFor(this.#manual, planned)
    const verdict = planned.condition?.explain(context)
    if (verdict !== undefined) about.condition = shownVerdict(verdict, this.#isHidden)
    if (refusal !== undefined) return skipped(refusal)
    if (verdict?.holds === false) return skipped(['condition', unmetReason(trigger, this.#manual)])
    return { ...about, status: 'matches', actions: await this.#actions(planned, context) }
  }

  /** In the order in which they run. */
  async #actions(planned: PlannedTrigger, context: EvaluationContext): Promise<DryRunAction[]> {
    const isAsync = ({ action }: PlannedAction): boolean => action.timing === 'async'
    const actions: DryRunAction[] = []
    const failed = await this.#chain(planned, planned.transaction, context, actions)
    const reason = failed === undefined ? undefined : `"${failed}" would fail, and the write with it`
    const chains = [
      planned.before,
      ...planned.queued.map((queued) => [queued]),
      planned.commit.filter((action) => !isAsync(action)),
      planned.commit.filter(isAsync),
    ]
    for (const chain of chains) await this.#chain(planned, chain, context, actions, reason)
    return actions
  }

  /** Gives the name of the action that would end it by failing. */
  async #chain(
    planned: PlannedTrigger,
    chain: readonly PlannedAction[],
    context: EvaluationContext,
    actions: DryRunAction[],
    reason?: string,
  ): Promise<string | undefined> {
    let skippedFor = reason
    let endedBy: string | undefined
    for (const each of chain) {
      const { name, continueOnError } = each.action
      if (skippedFor !== undefined) {
        actions.push(skippedAction(planned, each, skippedFor))
        continue
      }
      const { action, error, unknownColumns } = await describeAction(this.#subject(planned, context), each)
      actions.push(action)
      this.#assume(planned, action, unknownColumns)
      const awaited = each.action.timing !== 'async' || !planned.event.startsWith('before')
      if (error !== undefined && awaited && (!continueOnError || WriteRejectedError.isInstance(error))) {
        this.#block(planned, each, error)
        skippedFor = `"${name}" would ${WriteRejectedError.isInstance(error) ? 'block the write' : 'fail'} before it`
        endedBy = name
      } else if (this.#report.skipped) {
        this.#endedBy ||= planned.trigger.name
        skippedFor = `"${name}" would drop the row`
      }
    }
    return endedBy
  }

  #subject(planned: PlannedTrigger, context: EvaluationContext): ActionSubject {
    const manual = this.#manual
    const verdictOf = (action: string) => manualVerdict(planned, action, manual, context, this.#report)
    const isBefore = planned.event.startsWith('before')
    return {
      core: this.#core,
      planning: this.#planning,
      manual,
      planned,
      context,
      isBlank: leadsToBlank(this.#isHidden),
      ...(isBefore && { verdictOf }),
    }
  }

  /** What fails before an event blocks the Write. A Job is kept or not, whatever the event. */
  #block(planned: PlannedTrigger, { action, queueing }: PlannedAction, error: unknown): void {
    if (!planned.event.startsWith('before') || queueing !== undefined) return
    this.#endedBy = planned.trigger.name
    this.#report.rejected = toError(error, { trigger: planned.trigger.name, action: action.name })
  }

  #assume({ trigger, event }: PlannedTrigger, action: DryRunAction, unknownColumns: readonly string[]): void {
    if (!event.startsWith('before') || action.timing !== 'sync') return
    const at = `"${action.name}" of "${trigger.name}"`
    if (action.notRun !== undefined)
      this.#assumes.push(`${at} alters nothing and lets the row pass: ${action.notRun} is not run`)
    if (action.actions !== undefined) this.#assumes.push(`${at} lets the row pass as it is`)
    if (unknownColumns.length > 0)
      this.#assumes.push(`${at} leaves ${unknownColumns.join(', ')} as it is: what it would set is unknown`)
  }
}

function skippedAction({ event }: PlannedTrigger, { action }: PlannedAction, reason: string): DryRunAction {
  const { name, type, timing } = action
  const phase = event.startsWith('before') ? 'before' : phaseOf(action)
  return { name, type, status: 'skipped', phase, timing, unknown: [], missing: [], reason }
}
