import { type Clock, sleep } from '../action/clock.ts'
import type { Port } from '../adapter/port.ts'
import type { EngineCore } from '../engine/engine-core.ts'
import { standInOf } from '../engine/stand-in-trigger.ts'
import { ExecutionsError } from '../errors/executions-error.ts'
import { messageOf } from '../errors/to-error.ts'
import type { ExecutionRow } from './execution.ts'
import { ExecutionBuffer, type LossReason, lazyClock, maxWaiting } from './execution-buffer.ts'
import type { ExecutionAge, ExecutionLog } from './execution-log.ts'
import { ExecutionRecorder } from './execution-recorder.ts'
import type { CheckedExecutionsOptions } from './executions-options.ts'

/** Rows that one statement deletes: small, so that nothing waits for it long. */
const purgeBatch = 500
const restMs = 50
const betweenMs = 60_000

const lossMessages: Readonly<Record<LossReason, string>> = {
  overflow: `Executions come faster than the log takes them, or it takes none: those beyond the ${maxWaiting} that can wait are lost.`,
  transaction:
    'More actions ran in one transaction than can wait for its end: the executions of those beyond are lost.',
  refused: 'The log refuses some executions, which are lost.',
  closed:
    'The engine is closed: executions that were not appended by then, or came later, are lost. Close the ORM after it.',
}

function reasonOf(cause: unknown): string {
  return cause === undefined ? '' : ` The reason: ${messageOf(cause)}`
}

/** An engine's history of executions: what is recorded, where it is kept, and for how long. */
export class ExecutionHistory {
  readonly recorder: ExecutionRecorder
  readonly buffer: ExecutionBuffer
  readonly #core: EngineCore
  readonly #options: CheckedExecutionsOptions
  readonly #ports = new Map<Port, ExecutionLog>()
  readonly #closing = new AbortController()
  /** Why the log has no place in the ORM that connected last. */
  #refusal: unknown
  /** Why the log took nothing when it was last given something. */
  #failure: unknown
  #isPurging = false

  constructor(core: EngineCore, options: CheckedExecutionsOptions) {
    this.#core = core
    this.#options = options
    this.buffer = new ExecutionBuffer({
      append: (rows) => this.#append(rows),
      problem: () => this.#problem(),
      failed: (cause) => {
        this.#failure = cause
        this.#tell(
          `Executions cannot be kept now; up to ${maxWaiting} of them wait until they can be. The reason: ${messageOf(cause)}`,
          cause,
        )
      },
      filled: () => this.#holdRuntime(),
      dropping: (reason, cause) => this.#tell(lossMessages[reason] + reasonOf(cause), cause),
    })
    this.recorder = new ExecutionRecorder(this.buffer, { clock: core.clock, sample: options.sample })
  }

  /** Why executions are not kept now, as far as it is known without asking; undefined where they are, or where no ORM has connected yet. */
  get trouble(): unknown {
    return this.#ports.size === 0 ? this.#refusal : this.#failure
  }

  connect(port: Port): void {
    try {
      this.#ports.set(port, this.#options.log.connect(port))
    } catch (error) {
      this.#refusal = error
      return
    }
    if (this.#isPurging) return
    this.#isPurging = true
    void this.#purgeByAndBy()
  }

  disconnect(port: Port): void {
    this.#ports.delete(port)
  }

  /**
   * The log in the database of the first ORM that has a place for it.
   *
   * @throws ExecutionsError of code `EXECUTIONS_PORT`, or `EXECUTIONS_ABSENT` where no ORM is connected.
   */
  logFor(method: string): ExecutionLog {
    const [log] = this.#ports.values()
    if (log !== undefined) return log
    if (this.#refusal !== undefined) throw this.#refusal
    throw new ExecutionsError({
      code: 'EXECUTIONS_ABSENT',
      message: `triggers.executions.${method} needs a database, and no ORM is connected to the engine yet. Call it when one is.`,
    })
  }

  async migrate(): Promise<void> {
    if (this.#ports.size > 0 || this.#refusal !== undefined) await this.logFor('migrate').migrate?.()
  }

  /** Deletes what is over by its retention, in small statements; until it is told to stop, and by a clock that the process may live on for. How many. */
  async purge(clock: Clock, signal?: AbortSignal): Promise<number> {
    const log = this.logFor('purge')
    let total = 0
    for (;;) {
      const purged = await log.purge(this.#over(), purgeBatch)
      total += purged
      if (purged < purgeBatch || signal?.aborted) return total
      await sleep(clock, restMs)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.buffer.close()
  }

  /** A serverless runtime lives no longer than the work that it is told of. */
  #holdRuntime(): void {
    const { background } = this.#core
    if (background.waitUntil !== undefined) background.add(this.buffer.idle())
  }

  async #append(rows: readonly ExecutionRow[]): Promise<void> {
    await this.logFor('append').append(rows)
    this.#failure = undefined
  }

  #over(): ExecutionAge {
    const { completedMs, failedMs } = this.#options.retention
    const now = this.#core.clock.now()
    return {
      ...(completedMs !== undefined && { completed: now - completedMs }),
      ...(failedMs !== undefined && { failed: now - failedMs }),
    }
  }

  /** Until the engine closes. What fails is tried again a minute later: that appending fails too is told. */
  async #purgeByAndBy(): Promise<void> {
    const { signal } = this.#closing
    // Several processes that were started together do not all come at once.
    let waitMs = betweenMs * Math.random()
    while (!signal.aborted) {
      await sleep(lazyClock, waitMs, signal).catch(() => undefined)
      if (!signal.aborted) await this.purge(lazyClock, signal).catch(() => undefined)
      waitMs = betweenMs
    }
  }

  /** Where the table is not there, that says more than the statement that failed. */
  async #problem(): Promise<unknown> {
    try {
      await this.logFor('append').verify()
      return undefined
    } catch (problem) {
      return problem
    }
  }

  #tell(message: string, cause?: unknown): void {
    this.#core.tell(new ExecutionsError({ code: 'EXECUTIONS_UNKEPT', message, cause }), undefined, standInOf('*'))
  }
}
