import type { Clock } from '../action/clock.ts'
import type { BoundOutbox } from '../engine/engine-queue.ts'
import type { ProblemList } from '../errors/problem-list.ts'
import type { MemberReader } from '../trigger/check-value.ts'
import type { JobRunner } from './job-runner.ts'
import type { WorkerEmitter } from './worker-events.ts'
import type { CheckedWorkerOptions } from './worker-options.ts'

/**
 * What a worker does with the Jobs of an outbox, for packages that move them through a queue of their own: one instance for one worker. That it
 * begins and stops, its name, its events, and the end of what is finished long ago are the worker's.
 */
export interface WorkerKind {
  /** The function that makes it, for messages. */
  readonly subject: string
  /** Every option that it takes. */
  readonly optionNames: readonly string[]
  /** It runs actions, and so has to have a Job at least as long as the slowest may take. */
  readonly runsActions: boolean
  /** Checks those of its own beside the worker's. */
  checkOptions?(reader: MemberReader, problems: ProblemList): void
  /** Called before the first lane is made; gives what is called when the last one has ended. */
  begin?(options: CheckedWorkerOptions): Promise<() => Promise<void>>
  createLane(tools: LaneTools): WorkerLane
}

/** One outbox that a worker works. Nothing of it throws or rejects. */
export interface WorkerLane {
  readonly bound: BoundOutbox
  /** Jobs that it holds, whatever they wait for. */
  readonly held: number
  /** There may be Jobs that are due. */
  wake(): void
  /** Works until it is stopped; or, to `drain`, until nothing is due and nothing runs any more. */
  run(mode: 'forever' | 'drain'): Promise<void>
  /** Comes three times in `leaseMs`. */
  tick(): Promise<void>
  /** Begins nothing more. */
  stop(): void
  /** Tells what runs to end. */
  abort(): void
  /** Stops waiting for the database. */
  giveUp(): void
}

export interface LaneTools {
  readonly bound: BoundOutbox
  readonly options: CheckedWorkerOptions
  readonly emitter: WorkerEmitter
  readonly clock: Clock
  readonly runner: JobRunner
  /** What this process can run now, of the families that it was asked for (R44). */
  handlers(): string[]
  /** There may be Jobs that are due: all workers that can hear it are told. */
  wakeAll(): void
}
