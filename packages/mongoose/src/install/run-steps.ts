import type { ClientSession } from 'mongoose'
import type { Document } from '../mongoose-like.ts'
import type { WriteOptions } from '../write/write-call.ts'
import type { Installation } from './installation.ts'
import { type Call, isRefusal, isWatched, markRefusal, runWatched, withSession } from './run-call.ts'

/** One operation of a bulk write. */
export interface BulkStep {
  /** Absent of a model without triggers. */
  call?: Call
  /** Carries it out as it is. */
  send(session: ClientSession | undefined): Promise<Document>
}

/** What a bulk write comes to, step by step. */
export interface BulkOutcome {
  /** The answer of a method, of `insertMany` on documents that stood at these places. */
  note(answer: Document, indexes: readonly number[]): void
  /** The error of the step at this place; false where it is none that a bulk write goes on after. */
  failed(error: unknown, index: number): boolean
  readonly hasFailed: boolean
  readonly result: unknown
  readonly error: Error
}

/**
 * Runs the operations of a bulk write one after the other, each a Write, in one transaction. Where the database refuses one, that is undone,
 * and each runs in a transaction of its own, as MongoDB leaves what goes before it, and with `ordered: false` what follows.
 */
export async function runSteps(
  { binding, hasTransactions }: Installation,
  steps: readonly BulkStep[],
  options: WriteOptions,
  outcome: () => BulkOutcome,
): Promise<unknown> {
  const session = options.session ?? undefined
  if (session?.inTransaction())
    return binding.atomic(session, true, (handle) => runAll(steps, handle, outcome(), (made) => made.error))
  if (!hasTransactions) return runEach(steps, outcome(), options)
  try {
    return await binding.atomic(undefined, false, (handle) =>
      runAll(steps, handle, outcome(), (_made, cause) => new RefusedStep('refused', { cause })),
    )
  } catch (error) {
    if (!(error instanceof RefusedStep)) throw error
  }
  return runEach(steps, outcome(), options)
}

/** Carries the driver's error out of the transaction that it ends. */
class RefusedStep extends Error {}

async function runAll(
  steps: readonly BulkStep[],
  session: ClientSession,
  outcome: BulkOutcome,
  toError: (outcome: BulkOutcome, cause: unknown) => Error,
): Promise<unknown> {
  for (const [indexes, step] of grouped(steps)) {
    try {
      outcome.note(await run(step, session), indexes)
    } catch (error) {
      if (!isRefusal(error) || !outcome.failed(error, indexes[0]!)) throw error
      throw toError(outcome, error)
    }
  }
  return outcome.result
}

async function runEach(
  steps: readonly BulkStep[],
  outcome: BulkOutcome,
  { ordered, session }: WriteOptions,
): Promise<unknown> {
  for (const [index, step] of steps.entries()) {
    try {
      outcome.note(await run(step, session ?? undefined), [index])
    } catch (error) {
      if (!isRefusal(error) || !outcome.failed(error, index)) throw error
      if (ordered !== false) break
    }
  }
  if (outcome.hasFailed) throw outcome.error
  return outcome.result
}

async function run({ call, send }: BulkStep, session: ClientSession | undefined): Promise<Document> {
  if (call !== undefined && isWatched(call)) {
    if (session === undefined) return (await runWatched(call)) as Document
    // Triggers of another engine act at the commit, too.
    call.watched.installation.sessions.watch(session)
    return (await runWatched(withSession(call, session))) as Document
  }
  try {
    return await send(session)
  } catch (error) {
    markRefusal(error)
    throw error
  }
}

/** Inserts into one collection that follow one another are one call. */
function* grouped(steps: readonly BulkStep[]): Iterable<[number[], BulkStep]> {
  for (let start = 0; start < steps.length; ) {
    let end = start + 1
    while (end < steps.length && isInsertLike(steps[start]!, steps[end]!)) end++
    const some = steps.slice(start, end)
    const indexes = some.map((_step, offset) => start + offset)
    yield [indexes, some.length === 1 ? some[0]! : { ...some[0]!, call: together(some.map(({ call }) => call!)) }]
    start = end
  }
}

function isInsertLike({ call: first }: BulkStep, { call: second }: BulkStep): boolean {
  if (first?.documents === undefined || second?.documents === undefined) return false
  return first.watched === second.watched && isWatched(first)
}

function together(calls: readonly Call[]): Call {
  return {
    ...calls[0]!,
    documents: calls.flatMap(({ documents }) => documents!),
    held: calls.flatMap(({ held }) => held ?? [undefined]),
  }
}
