export type {
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
  TriggerIdentity,
  WriteEnd,
} from './observation.ts'
export type { Observation, Observer } from './observer.ts'
