import type { Port } from '../adapter/port.ts'
import type { EvaluationContext } from '../context/trigger-context.ts'
import type { Triggers } from '../engine/triggers.ts'
import { messageOf } from '../errors/to-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type {
  ActionEnd,
  Carried,
  JobEnd,
  ObservedAction,
  ObservedAttempt,
  ObservedEnd,
  ObservedJob,
  ObservedStoreRead,
  ObservedTrigger,
  ObservedWrite,
  WriteEnd,
} from './observation.ts'
import { type Guarded, Observed } from './observed.ts'
import type { Observation, Observer } from './observer.ts'

/** Gives how to wait for the end of the transaction on a handle, as `ObservedAction.onTransactionEnd`. */
type TransactionEnds = (handle: object) => ObservedAction['onTransactionEnd']

/** The observers of an engine, as one. No call throws, or rejects. */
export class Observers {
  /** Keys of the rows that contexts are of, as text: a context has only the columns that its trigger reads. */
  readonly #keys = new WeakMap<EvaluationContext, string>()
  /** How the end of a port's transaction is waited for; undefined where none is known on the handle. */
  readonly transactionEnds: WeakMap<Port, TransactionEnds> = new WeakMap()
  readonly #observers: readonly Observer[]
  readonly #tell: (error: Error) => void
  readonly #told = new Set<unknown>()

  constructor(observers: readonly Observer[], tell: (error: Error) => void) {
    this.#observers = observers
    this.#tell = tell
  }

  attach(triggers: Triggers): void {
    for (const observer of this.#observers) this.#guard(observer, () => observer.attach?.(triggers))
  }

  /** Somebody is to be told of what happens now. */
  get enabled(): boolean {
    return this.#observers.some((observer) => this.#isEnabled(observer))
  }

  setKey(context: EvaluationContext, key: string): void {
    if (key !== '') this.#keys.set(context, key)
  }

  keyOf(context: EvaluationContext): string | undefined {
    return this.#keys.get(context)
  }

  write(write: ObservedWrite): Observed<WriteEnd> | undefined {
    return this.#observe((observer) => observer.write?.(write))
  }

  trigger(trigger: ObservedTrigger): Observed<ObservedEnd> | undefined {
    return this.#observe((observer) => observer.trigger?.(trigger))
  }

  action(action: ObservedAction): Observed<ActionEnd> | undefined {
    const shared = withSharedEnd(action)
    return this.#observe((observer) => observer.action?.(this.#withGuardedEnd(observer, shared)))
  }

  /** `carried` is what was read of the Job. */
  job(job: ObservedAttempt, carried: unknown): Observed<JobEnd> | undefined {
    const texts = Object.fromEntries(textsOf(carried))
    return this.#observe((observer) => observer.job?.(job, texts))
  }

  /** Undefined where there is nothing to carry; what is no text is left out. */
  carry(): Carried | undefined {
    const all: [string, string][] = []
    for (const observer of this.#enabled()) {
      this.#guard(observer, () => {
        all.push(...textsOf(observer.carry?.()))
      })
    }
    return all.length === 0 ? undefined : Object.fromEntries(all)
  }

  jobAppended(job: ObservedJob): void {
    for (const observer of this.#enabled()) this.#guard(observer, () => observer.jobAppended?.(job))
  }

  storeRead(read: ObservedStoreRead): void {
    for (const observer of this.#enabled()) this.#guard(observer, () => observer.storeRead?.(read))
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#observers.map(async (observer) => {
        try {
          await observer.close?.()
        } catch (thrown) {
          this.#failed(observer, thrown)
        }
      }),
    )
  }

  /** Undefined where nobody makes anything of it: its work runs as if nobody looked on. */
  #observe<End extends ObservedEnd>(
    ask: (observer: Observer) => Observation<End> | undefined,
  ): Observed<End> | undefined {
    let observations: Guarded<End>[] | undefined
    for (const observer of this.#enabled()) {
      try {
        const observation = ask(observer)
        if (observation === undefined) continue
        observations ??= []
        observations.push({ observation, guard: (call) => this.#guard(observer, call) })
      } catch (thrown) {
        this.#failed(observer, thrown)
      }
    }
    return observations && new Observed(observations)
  }

  /** What an observer does at the end of a transaction goes no further either: the caller of the commit is not its own. */
  #withGuardedEnd(observer: Observer, action: ObservedAction): ObservedAction {
    const { onTransactionEnd } = action
    if (onTransactionEnd === undefined) return action
    return {
      ...action,
      onTransactionEnd: (callback) =>
        onTransactionEnd((isCommitted) => this.#guard(observer, () => callback(isCommitted))),
    }
  }

  #enabled(): readonly Observer[] {
    return this.#observers.every((observer) => this.#isEnabled(observer))
      ? this.#observers
      : this.#observers.filter((observer) => this.#isEnabled(observer))
  }

  #isEnabled(observer: Observer): boolean {
    if (observer.enabled === undefined) return true
    try {
      return observer.enabled()
    } catch (thrown) {
      this.#failed(observer, thrown)
      return false
    }
  }

  #guard(observer: Observer, call: () => unknown): void {
    try {
      const answer = call()
      if (answer instanceof Promise) answer.catch((thrown: unknown) => this.#failed(observer, thrown))
    } catch (thrown) {
      this.#failed(observer, thrown)
    }
  }

  /** Once: what fails at one Write fails at the next. */
  #failed(observer: Observer, thrown: unknown): void {
    if (this.#told.has(observer)) return
    this.#told.add(observer)
    this.#tell(
      new TriggerkitError({
        code: 'OBSERVER_FAILED',
        message:
          `Observer "${observer.name}" failed: ${messageOf(thrown)}. Nothing else is the worse for it, but what it shows may be incomplete; ` +
          'its further failures are not told.',
        cause: thrown,
      }),
    )
  }
}

function textsOf(carried: unknown): [string, string][] {
  if (!isPlainObject(carried)) return []
  return Object.entries(carried).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

/** However many observers wait for the end of its transaction, the attempt takes one of the places that there are. */
function withSharedEnd(action: ObservedAction): ObservedAction {
  const { onTransactionEnd } = action
  if (onTransactionEnd === undefined) return action
  const waiting: ((isCommitted: boolean) => void)[] = []
  let isPlaced: boolean | undefined
  return {
    ...action,
    onTransactionEnd: (callback) => {
      isPlaced ??= onTransactionEnd((isCommitted) => {
        for (const each of waiting.splice(0)) each(isCommitted)
      })
      if (isPlaced) waiting.push(callback)
      return isPlaced
    },
  }
}
