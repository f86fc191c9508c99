import { v7 as uuidv7 } from 'uuid'
import type { Clock } from '../action/clock.ts'
import { describeFailure } from '../queue/attempt-history.ts'
import type { ActionEnd, ObservedAction } from '../telemetry/observation.ts'
import type { Observation, Observer } from '../telemetry/observer.ts'
import { type ExecutionOutcome, type ExecutionRow, isFailure } from './execution.ts'
import type { ExecutionBuffer } from './execution-buffer.ts'

const maxMessageLength = 1_000
const maxNameLength = 200

/** Makes rows of the attempts of actions, and hands those that are kept to the buffer. */
export class ExecutionRecorder implements Observer {
  readonly name = 'executions'
  readonly #buffer: ExecutionBuffer
  readonly #clock: Clock
  readonly #sample: number

  constructor(buffer: ExecutionBuffer, { clock, sample }: { clock: Clock; sample: number }) {
    this.#buffer = buffer
    this.#clock = clock
    this.#sample = sample
  }

  action(action: ObservedAction): Observation<ActionEnd> {
    const id = uuidv7()
    const at = this.#clock.now()
    return { end: (end) => this.#ended({ id, at }, action, end) }
  }

  /** What completed in a transaction waits for the end of that; what failed did so whatever becomes of it. */
  #ended(begun: Pick<ExecutionRow, 'id' | 'at'>, action: ObservedAction, end: ActionEnd): void {
    if (!this.#isKept(end.outcome)) return
    const row = { ...begun, ...toRow(action, end) }
    if (isFailure(end.outcome) || action.onTransactionEnd === undefined) {
      this.#buffer.add(row)
      return
    }
    const settle = (isCommitted: boolean): void =>
      this.#buffer.add(isCommitted ? row : { ...row, outcome: 'rolled-back' })
    if (!action.onTransactionEnd(settle)) this.#buffer.drop(1, 'transaction')
  }

  #isKept(outcome: ExecutionOutcome): boolean {
    return isFailure(outcome) || this.#sample === 1 || this.#clock.random() < this.#sample
  }
}

function toRow(action: ObservedAction, { outcome, durationMs, error }: ActionEnd): Omit<ExecutionRow, 'id' | 'at'> {
  const { trigger, event, table, key, phase, timing, attempt, rows, job } = action
  return {
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    trigger: trigger.tag,
    triggerName: trigger.name,
    triggerVersion: trigger.version,
    table,
    ...(key !== undefined && { key }),
    event,
    action: action.action.name,
    actionType: action.action.type,
    phase,
    timing,
    attempt,
    rows,
    outcome,
    ...(job !== undefined && { job }),
    ...(error !== undefined && { error: describeError(error) }),
  }
}

/** An error may be anybody's: so large a code, or so long a name, is nobody's. */
function describeError(error: Error): NonNullable<ExecutionRow['error']> {
  const { name, code, message } = describeFailure(error)
  return {
    name: name.slice(0, maxNameLength),
    ...(code !== undefined && { code: code.slice(0, maxNameLength) }),
    message: message.slice(0, maxMessageLength),
  }
}
