import type { Write } from '../adapter/write.ts'
import { TriggerDepthError } from '../errors/trigger-depth-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { afterLists } from '../plan/build-plan.ts'
import { watchWrite } from '../telemetry/watch-write.ts'
import type { Binding } from './binding.ts'
import type { RunOrigin } from './pending-run.ts'
import { type PlannedWrite, planWrite, unplanned } from './planned-write.ts'
import { retryWrite } from './retry-write.ts'
import { originOf } from './run-origin.ts'
import { WriteSteps } from './write-steps.ts'

/** The flow of one Write (DESIGN, steps 2 to 9). */
export async function runWrite<Handle extends object, Result>(
  binding: Binding,
  write: Write<Handle, Result>,
): Promise<Result> {
  const tablePlans = binding.plans.for(write.table)
  if (tablePlans === null && write.operation !== 'delete') return write.passThrough()
  const origin = originOf(binding.core)
  const planned = tablePlans ? planWrite(tablePlans, write.operation, write.inTransaction, origin.isMuted) : undefined
  const cascades = write.operation === 'delete' && !write.soft && binding.cascadesMatter(write.table)
  if (planned === undefined && !cascades) return write.passThrough()
  const { observers } = binding.core
  if (observers === undefined) return carryOut(binding, write, planned, origin)
  return watchWrite(observers, write, planned, (watched) => {
    origin.observed = watched
    return carryOut(binding, write, planned, origin)
  })
}

/** Steps 3 to 9. */
function carryOut<Handle extends object, Result>(
  binding: Binding,
  write: Write<Handle, Result>,
  planned: PlannedWrite | undefined,
  origin: RunOrigin,
): Promise<Result> {
  assertDepth(binding, origin, planned?.plans ?? {})
  assertOpen(binding, planned?.plans ?? {})
  const steps = new WriteSteps(binding, write, planned ?? unplanned(write.table), origin)
  const start = (): Promise<Result> => {
    if (write.inTransaction) return inCallersTransaction(binding, write, steps)
    return steps.needsTransaction ? inOwnTransaction(binding, write, steps) : inNoTransaction(binding, write, steps)
  }
  const verified = planned?.queues ? binding.jobs?.verified(write.inTransaction ? write.handle : undefined) : undefined
  return verified === undefined ? start() : verified.then(start)
}

/** One at a time on its handle; in a savepoint where it may fail half done, unless the unit around it is undone whole (R4). */
function inCallersTransaction<Handle extends object, Result>(
  binding: Binding,
  write: Write<Handle, Result>,
  steps: WriteSteps<Handle, Result>,
): Promise<Result> {
  const handle = write.handle!
  const unit = binding.units.current(handle)
  // A transaction that nobody saw begin: what runs before the first Change waits for its end too.
  if (binding.core.observers !== undefined) binding.scopes.scopeOf(handle)
  return binding.scopes.serial(handle, async () => {
    unit?.assertGoing()
    try {
      const run = (): Promise<Result> => steps.run(handle, handle)
      if (unit !== undefined || !(steps.mayFailHalfDone || steps.mayMissRows)) return await run()
      return await binding.savepoint(handle, run, {
        reset: () => steps.reset(),
        mayHaveWritten: () => steps.mayHaveWritten,
      })
    } catch (error) {
      unit?.fail(error)
      throw error
    }
  })
}

async function inNoTransaction<Handle extends object, Result>(
  binding: Binding,
  write: Write<Handle, Result>,
  steps: WriteSteps<Handle, Result>,
): Promise<Result> {
  const result = await steps.run(write.handle, undefined)
  await binding.finish({ ...steps.takeLeft(), appended: false }, write.handle)
  return result
}

/** Commit, release the connection, then act (R5). A connection that the caller holds is used on, and acts at the commit itself. */
async function inOwnTransaction<Handle extends object, Result>(
  binding: Binding,
  write: Write<Handle, Result>,
  steps: WriteSteps<Handle, Result>,
): Promise<Result> {
  let opened: object | undefined
  const result = await retryWrite(
    () =>
      binding.port.transaction(write.handle, binding.core.options.transaction ?? {}, (handle) => {
        opened = handle
        if (write.handle === undefined) binding.scopes.own(handle)
        return binding.scopes.inFrame(handle, () => steps.run(handle as Handle, handle))
      }),
    () => steps.reset(),
  )
  if (write.handle === undefined && opened !== undefined) await binding.scopes.settle(opened)
  return result
}

function assertDepth(binding: Binding, origin: RunOrigin, plans: PlannedWrite['plans']): void {
  if (origin.chain.length < binding.core.maxDepth || Object.keys(plans).length === 0) return
  throw new TriggerDepthError({ chain: origin.chain, maxDepth: binding.core.maxDepth })
}

/** After `close` nothing is started that nobody would wait for. */
function assertOpen(binding: Binding, plans: PlannedWrite['plans']): void {
  if (!binding.core.closed) return
  for (const plan of Object.values(plans)) {
    const after = afterLists(plan).flatMap(({ all }) => all)
    const late = after.find((planned) => planned.commit.some(({ action }) => action.timing === 'async'))
    if (late === undefined) continue
    throw new TriggerkitError({
      code: 'ENGINE_CLOSED',
      message:
        `The engine is closed, and trigger "${late.trigger.name}" has async actions that would outlive it; nothing was written. ` +
        'Close the engine after the last write.',
    })
  }
}
