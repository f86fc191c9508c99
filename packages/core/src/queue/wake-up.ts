import type { Clock } from '../action/clock.ts'

/** A wait that can be ended from outside; a call that comes while nobody waits ends the next wait at once. */
export class WakeUp {
  readonly #clock: Clock
  #isCalled = false
  #end: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  call(): void {
    this.#isCalled = true
    this.#end?.()
  }

  /** Waits until it is called, at most so long; whether it was. */
  async wait(timeoutMs: number = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (!this.#isCalled) {
      await new Promise<void>((resolve) => {
        const cancel =
          timeoutMs === Number.POSITIVE_INFINITY ? undefined : this.#clock.after(timeoutMs, () => resolve())
        this.#end = () => {
          cancel?.()
          resolve()
        }
      })
    }
    this.#end = undefined
    const wasCalled = this.#isCalled
    this.#isCalled = false
    return wasCalled
  }
}
