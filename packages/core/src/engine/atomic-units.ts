import { currentContext, type ExecutionFrame } from '../context/execution-context.ts'

/** Several Writes of one ORM call on one handle: when one fails, those still queued are not started, and all are undone together. */
export class AtomicUnit {
  readonly frame: ExecutionFrame | undefined
  #failure: { error: unknown } | undefined

  constructor(frame: ExecutionFrame | undefined) {
    this.frame = frame
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Throws the error that ended the unit. */
  assertGoing(): void {
    if (this.#failure) throw this.#failure.error
  }
}

/** The units under way, by handle; one that a trigger's own writes start stacks on the one around it. */
export class AtomicUnits {
  readonly #units = new WeakMap<object, AtomicUnit>()

  /** The unit that a Write starting now on the handle belongs to: not one that merely led to it through a trigger. */
  current(handle: object): AtomicUnit | undefined {
    const unit = this.#units.get(handle)
    return unit !== undefined && unit.frame === currentContext().frame ? unit : undefined
  }

  async run<T>(handle: object, work: () => Promise<T>): Promise<T> {
    const outer = this.#units.get(handle)
    this.#units.set(handle, new AtomicUnit(currentContext().frame))
    try {
      return await work()
    } finally {
      if (outer === undefined) this.#units.delete(handle)
      else this.#units.set(handle, outer)
    }
  }
}
