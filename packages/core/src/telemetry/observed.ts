import type { Observation } from './observer.ts'

/** What one observer made of it. `guard` calls back, and keeps to itself what is thrown. */
export interface Guarded<End> {
  readonly observation: Observation<End>
  readonly guard: (call: () => unknown) => void
}

/** What all observers made of one thing, as one. Nothing of theirs gets through. */
export class Observed<End extends { durationMs: number }> {
  readonly #observations: readonly Guarded<End>[]
  readonly #began = performance.now()

  constructor(observations: readonly Guarded<End>[]) {
    this.#observations = observations
  }

  /** Runs `work` within all observations, and gives what it gives. */
  run<T>(work: () => T): T {
    let run = work
    for (const guarded of this.#observations) {
      if (guarded.observation.run === undefined) continue
      const inner = run
      run = () => this.#runIn(guarded, inner)
    }
    return run()
  }

  end(end: Omit<End, 'durationMs'>): void {
    const whole = { ...end, durationMs: performance.now() - this.#began } as End
    for (const { observation, guard } of this.#observations) guard(() => observation.end?.(whole))
  }

  /** `work` runs exactly once, whatever the observation does. */
  #runIn<T>({ observation, guard }: Guarded<End>, work: () => T): T {
    let answer: { result: T } | { thrown: unknown } | undefined
    const once = (): void => {
      if (answer !== undefined) return
      try {
        answer = { result: work() }
      } catch (thrown) {
        answer = { thrown }
      }
    }
    guard(() => observation.run?.(once))
    once()
    if ('thrown' in answer!) throw (answer as { thrown: unknown }).thrown
    return (answer as { result: T }).result
  }
}
