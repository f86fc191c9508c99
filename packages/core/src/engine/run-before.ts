import type { LookedRow, VettedRow } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { keyText } from '../change/row-key.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { toError } from '../errors/to-error.ts'
import { isTriggerkitError } from '../errors/triggerkit-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import type { PlannedAction, PlannedTrigger } from '../plan/plan.ts'
import type { TriggerList } from '../plan/trigger-list.ts'
import { type JobDraft, makeJob } from '../queue/make-job.ts'
import { watchTrigger } from '../telemetry/watch-trigger.ts'
import { BeforeRow } from './before-row.ts'
import type { EngineCore } from './engine-core.ts'
import { type ActionPlace, executeAction } from './execute-action.ts'
import { inSavepoint } from './in-savepoint.ts'
import type { RunOrigin } from './pending-run.ts'
import type { PlannedWrite } from './planned-write.ts'

/** What before-triggers need to know of the Write that the rows belong to. */
export interface BeforeWrite {
  planned: PlannedWrite
  place: ActionPlace
  origin: RunOrigin
  soft: boolean
  givenColumns?: readonly string[]
  /** Columns that whole records leave out, and what triggers see of what the caller gave (R19). */
  hidden: readonly string[]
  inputOf(input: Row | undefined): Row | undefined
  /** Where the Jobs of queued actions go, of the rows that are left. */
  jobs: JobDraft[]
}

/** DESIGN, step 5: runs the before-triggers of each row in order. The rows that are left, as altered; rejects where one blocks the Write. */
export async function runBefore(
  core: EngineCore,
  write: BeforeWrite,
  rows: readonly LookedRow[],
): Promise<VettedRow[]> {
  const vetted: VettedRow[] = []
  for (const looked of rows) {
    const seen = { hidden: write.hidden, input: write.inputOf(looked.input) }
    const row = new BeforeRow(looked, write.planned.table, write.givenColumns, seen)
    const triggers = write.planned.plans[looked.operation]?.before
    if (triggers !== undefined) await runTriggers(core, write, triggers, row)
    if (row.vetted === undefined) continue
    vetted.push(row.vetted)
    for (const job of row.jobs) write.jobs.push(job)
  }
  return vetted
}

/** What a trigger makes of the row decides which of those after it may match, so that they are looked up anew after each that ran. */
async function runTriggers(core: EngineCore, write: BeforeWrite, triggers: TriggerList, row: BeforeRow): Promise<void> {
  let ran: PlannedTrigger | undefined
  do {
    const matching = triggers.matching(row, ran)
    ran = undefined
    for (const planned of matching) {
      if (!(await runTrigger(core, write, planned, row))) continue
      ran = planned
      break
    }
  } while (ran !== undefined && !row.skipped)
}

/** Whether its condition held. */
async function runTrigger(
  core: EngineCore,
  write: BeforeWrite,
  planned: PlannedTrigger,
  row: BeforeRow,
): Promise<boolean> {
  const context = row.context(planned, write.origin, write.soft)
  if (planned.condition && !planned.condition.test(context)) return false
  context.actions = {}
  const key = keyText(write.planned.table.key, row.looked.key ?? row.record)
  const { observers } = core
  if (observers === undefined) await runActions(core, write, planned, row, context, key)
  else {
    observers.setKey(context, key)
    const match = { table: context.table, phase: 'before', rows: 1 } as const
    await watchTrigger(observers, planned, match, () => runActions(core, write, planned, row, context, key))
  }
  return true
}

async function runActions(
  core: EngineCore,
  write: BeforeWrite,
  planned: PlannedTrigger,
  row: BeforeRow,
  context: EvaluationContext,
  key: string,
): Promise<void> {
  const chain = { earlier: {} }
  for (const action of planned.before) {
    if (action.queueing !== undefined) {
      row.jobs.push(
        makeJob({ planned, action, context, origin: write.origin, key, carried: core.observers?.carry() }, chain),
      )
      continue
    }
    if (action.action.timing === 'async') {
      startUnawaited(core, write, planned, action, context)
      continue
    }
    try {
      const verdict = row.verdict(planned, action.action.name)
      const execute = (place: ActionPlace): Promise<unknown[]> =>
        executeAction(core, planned, action, [context], place, verdict)
      const [result] = await (mayFailAlone(action) ? inSavepoint(write.place, execute) : execute(write.place))
      context.actions![action.action.name] = { result }
    } catch (thrown) {
      blockUnlessContinued(core, planned, action, context, thrown, write.place)
    }
    if (row.skipped) break
  }
}

/** Whether what it has written has to be undone by itself, since the Write goes on when it fails (R4). */
function mayFailAlone({ action }: PlannedAction): boolean {
  return action.continueOnError && (action.family === 'database' || action.type === 'custom')
}

/** An async before-action is started, not awaited, and cannot block; it gets no verdict and no transaction (R6). */
function startUnawaited(
  core: EngineCore,
  write: BeforeWrite,
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
): void {
  const place = { port: write.place.port, inTransaction: false, phase: 'before' as const }
  const own = { ...context }
  const { observers } = core
  observers?.setKey(own, observers.keyOf(context) ?? '')
  const work = core.outside(() => executeAction(core, planned, action, [own], place))
  core.background.add(work.catch((thrown) => core.report(thrown, planned, action, context)))
}

/** A rejection is the trigger's answer and no failure; `continueOnError` cannot take it back. */
function blockUnlessContinued(
  core: EngineCore,
  planned: PlannedTrigger,
  action: PlannedAction,
  context: EvaluationContext,
  thrown: unknown,
  place: ActionPlace,
): void {
  if (WriteRejectedError.isInstance(thrown)) throw thrown
  core.report(thrown, planned, action, context)
  // Where there are no savepoints only the whole transaction can take back what an action has written (R4), or what a limit forbids (R46).
  const isUndoneWhole = place.inTransaction && !place.port?.capabilities.savepoints
  const hasToFail = isUndoneWhole && (LimitExceededError.isInstance(thrown) || action.action.family === 'database')
  if (action.action.continueOnError && !hasToFail) return
  if (thrown instanceof Error || isTriggerkitError(thrown)) throw thrown
  throw toError(thrown, {
    trigger: planned.trigger.name,
    action: action.action.name,
    event: planned.event,
    table: context.table,
  })
}
