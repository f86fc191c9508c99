/** When an action runs, as seen by the caller of the Write. Members and their string values are the same thing. */
export const TriggerTiming = {
  /** The default: the caller's call waits for it. */
  SYNC: 'sync',
  /** The caller's call does not wait for it. */
  ASYNC: 'async',
  /** It is stored with the Write and run by a worker. */
  QUEUED: 'queued',
} as const

export type TriggerTimingName = (typeof TriggerTiming)[keyof typeof TriggerTiming]
