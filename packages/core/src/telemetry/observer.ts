import type { Triggers } from '../engine/triggers.ts'
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

/**
 * Is told what an engine does, for traces, metrics and histories: `createTriggers({ observers: [openTelemetry()] })`. It is told synchronously, in
 * the middle of Writes, so that it has to be quick. It changes nothing: what it throws, or what promises of it reject with, is told to `onError`
 * once for each observer, as an error of code `OBSERVER_FAILED`, and goes no further.
 */
export interface Observer {
  /** What messages call it. */
  readonly name: string
  /** It belongs to this engine from here on; before anything else is told. */
  attach?(triggers: Triggers): void
  /** Asked at each step of a Write and of a Job; while it says false it is told of nothing, and nothing is done for it. Default: true. */
  enabled?(): boolean
  write?(write: ObservedWrite): Observation<WriteEnd> | undefined
  trigger?(trigger: ObservedTrigger): Observation<ObservedEnd> | undefined
  action?(action: ObservedAction): Observation<ActionEnd> | undefined
  /** What a Job that is made now is to carry. What does not fit into it beside `withContext`'s values is left out. */
  carry?(): Carried | undefined
  jobAppended?(job: ObservedJob): void
  /** `carried` is what the observers of its maker gave; texts from the database, which need not be what they seem. */
  job?(job: ObservedAttempt, carried: Carried): Observation<JobEnd> | undefined
  /** Stored triggers became active, or could not be read. */
  storeRead?(read: ObservedStoreRead): void
  /** The engine closes: what runs has ended, and `triggers.close()` waits for it. */
  close?(): void | Promise<void>
}

/** What an observer makes of one thing that it was told of. */
export interface Observation<End> {
  /** Calls `work` once, at once: what it starts is part of what is observed. May be called when it has ended, for what follows from it. */
  run?(work: () => void): void
  /** Called once. */
  end?(end: End): void
}
