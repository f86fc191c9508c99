import { AsyncLocalStorage } from 'node:async_hooks'
import type { Row } from '../change/change.ts'
import type { WriteBudget } from '../engine/write-budget.ts'

/** What travels along the asynchronous flow of the application: who it is, what is switched off, which triggers led here. */
export interface ExecutionContext {
  /** What `withContext` was given: `user` and further context for conditions and templates. */
  readonly values: Row
  /** Names of the triggers whose writes led here, outermost first (R35). */
  readonly chain: readonly string[]
  /** Against which the rows count that stored triggers write (R46); absent where no stored trigger led here. */
  readonly writes?: WriteBudget
  /** Triggers switched off by `without`: these tags, or all of them (R36). */
  readonly muted?: { readonly tags: ReadonlySet<string> | 'all'; readonly reason: string }
  /** Places of limits that the actions hold which led here, and which wait for what happens here (R33). */
  readonly held?: readonly HeldPlace[]
  /** Stands for the work of one trigger or Write on a handle: nested Writes inside it do not queue behind it. */
  readonly frame?: ExecutionFrame
}

export interface HeldPlace {
  readonly limit: object
  /** False once its action has ended: what it left running waits like anything else. */
  readonly isHeld: boolean
}

export interface ExecutionFrame {
  readonly handle: object | undefined
  /** Settles when the nested Writes queued so far on the same handle have. */
  tail: Promise<unknown>
}

const storage = new AsyncLocalStorage<ExecutionContext>()
const empty: ExecutionContext = { values: {}, chain: [] }

export function currentContext(): ExecutionContext {
  return storage.getStore() ?? empty
}

/** Runs `work` with these members of the current context replaced. */
export function runInContext<T>(changes: Partial<ExecutionContext>, work: () => T): T {
  return storage.run({ ...currentContext(), ...changes }, work)
}

/** Starts what would not start before it is awaited, while the context of its maker is still there; promises proper are left alone. */
export function begun<T>(result: T): T {
  if (result === null || typeof result !== 'object' || result instanceof Promise) return result
  const { then } = result as { then?: unknown }
  if (typeof then !== 'function') return result
  return new Promise((resolve, reject) => void then.call(result, resolve, reject)) as T
}
