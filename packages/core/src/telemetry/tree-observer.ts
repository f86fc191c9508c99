import { AsyncLocalStorage } from 'node:async_hooks'
import type { ObservedEnd } from './observation.ts'
import type { Observation, Observer } from './observer.ts'

interface Branch {
  readonly label: string
  readonly parent: Branch | undefined
  end?: ObservedEnd & { outcome?: string }
}

/** For tests only: what an observer was told, as a tree of what led to what, across the queue too. */
export class TreeObserver implements Observer {
  readonly name = 'tree'
  readonly branches: Branch[] = []
  /** All that it was told, in order. */
  readonly told: unknown[] = []
  readonly #inside = new AsyncLocalStorage<Branch>()

  readonly write: Observer['write'] = (write) => this.#begin(`write ${write.operation} ${write.table}`, write)
  readonly trigger: Observer['trigger'] = (trigger) =>
    this.#begin(`trigger ${trigger.trigger.name} ${trigger.phase}`, trigger)
  readonly action: Observer['action'] = (action) =>
    this.#begin(`action ${action.action.name}#${action.attempt}`, action)
  readonly carry: Observer['carry'] = () => ({ branch: String(this.branches.indexOf(this.#inside.getStore()!)) })
  readonly job: Observer['job'] = (job, { branch }) =>
    this.#begin(`job ${job.action}#${job.attempt}`, job, this.branches[Number(branch)])
  readonly jobAppended: Observer['jobAppended'] = (job) => void this.told.push(job)

  /** A line each, two spaces further in than what led to it: `action mail#1: completed`. */
  lines(under?: Branch, depth = 0): string[] {
    return this.branches
      .filter(({ parent }) => parent === under)
      .flatMap((branch) => {
        const ended = branch.end === undefined ? 'open' : (branch.end.outcome ?? 'ended')
        return [`${'  '.repeat(depth)}${branch.label}: ${ended}`, ...this.lines(branch, depth + 1)]
      })
  }

  #begin(label: string, told: unknown, parent = this.#inside.getStore()): Observation<ObservedEnd> {
    const branch: Branch = { label, parent }
    this.branches.push(branch)
    this.told.push(told)
    return {
      run: (work) => this.#inside.run(branch, work),
      end: (end) => {
        if (branch.end !== undefined) throw new Error(`${label} ended twice`)
        branch.end = end
        this.told.push(end)
      },
    }
  }
}
