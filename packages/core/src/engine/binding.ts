import type { AdapterBinding } from '../adapter/adapter-binding.ts'
import type { Port } from '../adapter/port.ts'
import type { Write, WriteOperation } from '../adapter/write.ts'
import type { Row } from '../change/change.ts'
import { copyHiding } from '../change/copy-without.ts'
import { PlanCache } from '../plan/plan-cache.ts'
import type { PlanningOptions } from '../plan/plan-trigger.ts'
import { namesOf } from '../schema/create-schema.ts'
import type { TableSchema } from '../schema/schema.ts'
import { AtomicUnits } from './atomic-units.ts'
import type { EngineCore } from './engine-core.ts'
import { isOfEnv } from './event-triggers.ts'
import { JobAppender } from './job-appender.ts'
import { operationsOf } from './planned-write.ts'
import { type PreparedCommit, prepareCommit } from './prepare-commit.ts'
import { retryInSavepoint, retryWrite } from './retry-write.ts'
import { runCommitPhase } from './run-commit-phase.ts'
import { runWrite } from './run-write.ts'
import { TransactionScopes } from './transaction-scopes.ts'
import type { TransactionTracker } from './transaction-tracker.ts'

interface SavepointOptions {
  /** Called before the body runs again (R13). */
  reset?(): void
  /** Whether what failed has to be undone; default: it has. */
  mayHaveWritten?(): boolean
}

/** A port bound to an engine; see `AdapterBinding` for what its interceptor may call. */
export class Binding<Handle extends object = object> implements AdapterBinding<Handle> {
  readonly core: EngineCore
  readonly port: Port
  readonly plans: PlanCache
  readonly scopes: TransactionScopes
  readonly units: AtomicUnits = new AtomicUnits()
  /** Keeps Jobs; absent where the engine has no outbox. */
  readonly jobs: JobAppender | undefined
  readonly #unbind: (binding: Binding) => void

  constructor(core: EngineCore, port: Port<Handle>, planning: PlanningOptions, unbind: (binding: Binding) => void) {
    this.core = core
    this.port = port as unknown as Port
    const outbox = core.options.outbox?.connect(this.port)
    this.jobs = outbox && new JobAppender(core, outbox)
    if (outbox !== undefined) core.queue.connect(this.port, outbox)
    this.plans = new PlanCache(core.registry, port.schema, { ...planning, env: core.options.env })
    this.scopes = new TransactionScopes({
      prepare: (scope, handle) => prepareCommit(core, scope, this.jobs, handle),
      finish: (prepared, handle) => this.finish(prepared, handle),
    })
    core.allObservers?.transactionEnds.set(this.port, (handle) => this.scopes.endOf(handle))
    core.transactions.set(this.port, (handle, work) => this.#inOwnTransaction(handle, work))
    this.#unbind = unbind
  }

  get active(): boolean {
    return this.plans.active
  }

  get softDelete(): 'delete' | 'update' {
    return this.core.options.softDelete ?? 'delete'
  }

  get transactions(): TransactionTracker<Handle> {
    return this.scopes
  }

  matches(table: TableSchema, operation: WriteOperation, inTransaction: boolean): boolean {
    const plans = this.plans.for(table)
    if (plans === null) return operation === 'delete' && this.cascadesMatter(table)
    if (inTransaction && plans.tracksNet) return true
    if (operationsOf(operation).some((each) => plans[each] !== undefined)) return true
    return operation === 'delete' && this.cascadesMatter(table)
  }

  isNamed(table: TableSchema): boolean {
    const { registry, options } = this.core
    return registry
      .find(namesOf(this.port.schema, table))
      .some(({ trigger }) => trigger.enabled && isOfEnv(trigger, options.env))
  }

  run<Result>(write: Write<Handle, Result>): Promise<Result> {
    return runWrite(this as unknown as Binding, write)
  }

  /** After the commit, or the statement where there is no transaction: Jobs that are not part of it, word to the workers, and the commit phase. */
  async finish({ runs, jobs, appended }: PreparedCommit, handle: object | undefined): Promise<void> {
    if (jobs.length > 0) await this.jobs!.append(undefined, jobs)
    if (appended || jobs.length > 0) this.jobs!.wake()
    await runCommitPhase(this.core, runs, { port: this.port, handle })
  }

  /** See `AdapterBinding`. */
  atomic<T>(handle: Handle | undefined, inTransaction: boolean, body: (handle: Handle) => Promise<T>): Promise<T> {
    if (handle === undefined)
      return this.#inOwnTransaction(undefined, (own) => this.units.run(own, () => body(own as Handle)))
    if (!inTransaction) return this.units.run(handle, () => body(handle))
    return this.scopes.serial(handle, () => this.savepoint(handle, () => this.units.run(handle, () => body(handle))))
  }

  /** In a savepoint of the handle's transaction where there are savepoints (R4; without them the transaction can only roll back when it fails), and again where it missed a row that came between (R13). */
  savepoint<T>(handle: object, body: () => Promise<T>, { reset, mayHaveWritten }: SavepointOptions = {}): Promise<T> {
    if (!this.port.capabilities.savepoints) return this.#orRollsBack(handle, body, mayHaveWritten)
    return retryInSavepoint(
      () => this.port.transaction(handle, {}, body),
      () => reset?.(),
    )
  }

  /** Columns of the table that whole records leave out (R19). */
  hiddenOf(table: TableSchema): readonly string[] {
    return this.core.columns.hidden(table)
  }

  /** What the caller gave, its hidden columns and related objects by explicit path only; the very object where it has neither (R19, R25). */
  inputOf(input: Row | undefined, table: TableSchema): Row | undefined {
    if (input === undefined) return undefined
    const hidden = this.hiddenOf(table)
    const relations = this.core.columns.hiddenRelations(table, this.port.schema)
    if (hidden.length === 0 && !relations.some((name) => Object.hasOwn(input, name))) return input
    return copyHiding(input, [...hidden, ...relations])
  }

  /** Whether deleting rows of the table makes the database delete or empty rows that triggers have to see (R17). */
  cascadesMatter(table: TableSchema, seen: Set<TableSchema> = new Set()): boolean {
    if (table.cascades.length === 0 || seen.has(table) || !this.active) return false
    seen.add(table)
    return table.cascades.some(({ childTable, action }) => {
      const child = this.port.schema.find(childTable)
      if (child === undefined) return false
      const plans = this.plans.for(child)
      if (plans !== null && (plans[action === 'delete' ? 'delete' : 'update'] !== undefined || plans.tracksNet))
        return true
      return action === 'delete' && this.cascadesMatter(child, seen)
    })
  }

  unbind(): void {
    this.core.queue.disconnect(this.port)
    this.#unbind(this as unknown as Binding)
  }

  /** Without savepoints what fails takes the whole transaction along. */
  async #orRollsBack<T>(
    handle: object,
    body: () => Promise<T>,
    mayHaveWritten: SavepointOptions['mayHaveWritten'],
  ): Promise<T> {
    try {
      return await body()
    } catch (error) {
      if (mayHaveWritten?.() !== false) this.scopes.onlyRollsBack(handle, error)
      throw error
    }
  }

  async #inOwnTransaction<T>(handle: object | undefined, work: (handle: object) => Promise<T>): Promise<T> {
    let opened: object | undefined
    const result = await retryWrite(
      () =>
        this.port.transaction(handle, this.core.options.transaction ?? {}, (given) => {
          opened = given
          if (handle === undefined) this.scopes.own(given)
          return this.scopes.inFrame(given, () => work(given))
        }),
      () => undefined,
    )
    if (handle === undefined && opened !== undefined) await this.scopes.settle(opened)
    return result
  }
}
