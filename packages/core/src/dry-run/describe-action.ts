import type { ActionRun } from '../action/action-executor.ts'
import { compilePayload, withStoredValue } from '../action/compile-payload.ts'
import { providerVerbs } from '../action/executors/provider/provider-verbs.ts'
import { renderInput } from '../action/render-input.ts'
import type { RowVerdict } from '../action/row-verdict.ts'
import type { Row } from '../change/change.ts'
import { keyText } from '../change/row-key.ts'
import { runInContext } from '../context/execution-context.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { noOutbox } from '../engine/execute-event.ts'
import type { ManualEvent } from '../engine/manual-event.ts'
import { storedReachOf } from '../engine/stored-reach.ts'
import { ActionError } from '../errors/action-error.ts'
import { escapeControls } from '../errors/escape-controls.ts'
import { messageOf } from '../errors/to-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { phaseOf } from '../plan/action-phase.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import { makeJob } from '../queue/make-job.ts'
import { missingValues, noteMissing } from '../template/missing-value.ts'
import { parsePath } from '../value/path.ts'
import { isPlainObject } from '../value/plain-object.ts'
import { effectOf } from './action-effect.ts'
import { hasBlank, type PathTest, withBlanks } from './blank.ts'
import type { DryRunAction, DryRunRuling } from './dry-run-report.ts'
import { shownValue } from './shown-value.ts'

/** What the actions of one trigger are described with. */
export interface ActionSubject {
  core: EngineCore
  planning: PlanningOptions
  manual: ManualEvent
  planned: PlannedTrigger
  context: EvaluationContext
  isBlank: PathTest
  /** Rules on the row of a before event. */
  verdictOf?(action: string): RowVerdict
}

export interface DescribedAction {
  action: DryRunAction
  /** What it would certainly fail with. */
  error?: unknown
  /** Columns that it would set to what nobody knows yet. */
  unknownColumns: readonly string[]
}

/** What one action would do, for the context of its trigger. Executes nothing; never rejects. */
export async function describeAction(subject: ActionSubject, planned: PlannedAction): Promise<DescribedAction> {
  const { name, type, timing } = planned.action
  const phase = subject.planned.event.startsWith('before') ? 'before' : phaseOf(planned.action)
  const action: DryRunAction = { name, type, status: 'would-run', phase, timing, unknown: [], missing: [] }
  const described: DescribedAction = { action, unknownColumns: [] }
  try {
    await runInContext({ writes: undefined }, () => describe(subject, planned, described))
  } catch (thrown) {
    // Its answer, and no failure: `action.row` has it.
    if (WriteRejectedError.isInstance(thrown)) return { ...described, error: thrown }
    action.problem = escapeControls(messageOf(thrown))
    if (mayBeOfBlanks(action, thrown)) {
      action.problem += ' (As far as can be told while some of its values are unknown.)'
      return described
    }
    action.status = 'fails'
    described.error = thrown
  }
  return described
}

/** Whether it objects to an input in which the definition's own words stand for values. */
function mayBeOfBlanks({ unknown }: DryRunAction, thrown: unknown): boolean {
  const isBlank = unknown.some((path) => !path.startsWith('secret.'))
  return isBlank && ActionError.isInstance(thrown) && thrown.code === 'ACTION_INPUT'
}

async function describe(subject: ActionSubject, planned: PlannedAction, described: DescribedAction): Promise<void> {
  const { core, manual, context } = subject
  const { action } = described
  const run = runOf(subject, planned)
  const blanks = new Set<string>()
  const rendered = renderKnown(subject, planned, run, blanks)
  const { payload } = planned.action
  const secrets = planned.template.secrets.map((name) => `secret.${name}`)
  action.unknown = [...blanks, ...secrets]
  const missing = missingValues(rendered)
  action.missing = [...new Set(missing.map(({ placeholder }) => placeholder))]
  run.input = shownValue(rendered) as Row
  if (Object.keys(payload).length > 0) action.input = shownValue(rendered) as Row
  noteMissing(run.input, missing)
  if (planned.queueing !== undefined) action.job = jobOf(subject, planned)
  const isWhole = action.unknown.length === 0
  const isKept = planned.queueing === undefined
  const verdict = isKept && planned.action.timing !== 'async' ? subject.verdictOf?.(action.name) : undefined
  run.verdict = verdict && rulingVerdict(verdict, described, blankColumns(rendered))
  const namesProvider = !hasBlank(rendered[providerVerbs[action.type]?.tagField ?? ''])
  const port = manual.binding?.port
  Object.assign(action, await effectOf({ core, port, planned, run, isWhole, namesProvider }))
  if (planned.nested === undefined) return
  const nested = { ...subject, context, verdictOf: undefined }
  action.actions = []
  for (const each of planned.nested) action.actions.push((await describeAction(nested, each)).action)
}

function runOf({ core, planned, context }: ActionSubject, { action }: PlannedAction): ActionRun {
  const { name, tag, origin } = planned.trigger
  const stored = storedReachOf(core, planned, [context])
  return { action, trigger: { name, tag, origin }, context, input: {}, stored, idempotencyKey: 'dry-run' }
}

/** The input with what is known in it: the action's own template, but for the texts that have blanks in them. */
function renderKnown(
  { planning, planned, context, isBlank }: ActionSubject,
  { action, template }: PlannedAction,
  run: ActionRun,
  blanks: Set<string>,
): Row {
  if (!template.paths.some((path) => isBlank(parsePath(path)))) return renderInput(template, run)
  const payload = withBlanks(withStoredValue(action.type, action.payload), context, isBlank, blanks) as Row
  const maxLength = planning.renderLimit(planned.trigger.origin)
  return renderInput(compilePayload(action.type, payload, { maxLength }), run)
}

function blankColumns({ fields }: Row): string[] {
  return isPlainObject(fields) ? Object.keys(fields).filter((name) => hasBlank(fields[name])) : []
}

/** Tells the row's verdict what the action rules, and keeps it. Columns whose values nobody knows stay as they are. */
function rulingVerdict(verdict: RowVerdict, described: DescribedAction, unknownColumns: readonly string[]): RowVerdict {
  const row: DryRunRuling = {}
  const { action } = described
  return {
    set(fields) {
      described.unknownColumns = unknownColumns
      const known = Object.entries(fields).filter(([name]) => !unknownColumns.includes(name))
      verdict.set(Object.fromEntries(known))
      row.set = { ...row.set, ...fields }
      action.row = row
    },
    skip() {
      verdict.skip()
      action.row = { ...row, skip: true }
    },
    reject(message, options) {
      const { code, field } = options ?? {}
      action.row = { ...row, reject: { message, ...(code && { code }), ...(field && { field }) } }
      return verdict.reject(message, options)
    },
  }
}

/**
 * Undefined where nobody knows its values yet.
 *
 * @throws what keeping the Job would fail with.
 */
function jobOf({ manual, planned, context, isBlank }: ActionSubject, action: PlannedAction): DryRunAction['job'] {
  const { binding, table, record, origin } = manual
  if (binding?.jobs === undefined) throw noOutbox(planned.trigger.name)
  const { template, rendersLate } = action.queueing!
  const paths = rendersLate ? template.paths : [...template.paths, ...action.template.paths]
  if (paths.some((path) => isBlank(parsePath(path)))) return undefined
  const key = planned.trigger.forEach === 'write' ? '' : keyText(table.key, record)
  const { runAt, orderingKey, dedupe } = makeJob({ planned, action, context, origin, key }, { earlier: {} })
  return {
    ...(runAt !== undefined && { runAt }),
    ...(orderingKey !== undefined && { orderingKey }),
    ...(dedupe !== undefined && { dedupeKey: dedupe.key }),
  }
}
