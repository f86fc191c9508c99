import type { ErrorHandler } from '@triggerkit/core'
import type { Check } from './check.ts'

/** What `onError` heard: each action that finally failed. */
export class Failures {
  readonly #heard = new Map<string, number>()

  readonly hear: ErrorHandler = (error, _context, trigger) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message
    const line = `${trigger.name}: ${cause}`
    this.#heard.set(line, (this.#heard.get(line) ?? 0) + 1)
  }

  /** One action has to fail: the one that takes the last copies a second time, and keeps its order from being confirmed by it. */
  toCheck(): Check {
    const lines = [...this.#heard].map(([line, times]) => `${times} × ${line}`)
    const unexpected = lines.filter((line) => !line.includes('has run out'))
    return {
      holds: lines.length === 1 && unexpected.length === 0,
      statement: `no action failed but the one that found the last copies gone`,
      details: lines,
    }
  }
}
