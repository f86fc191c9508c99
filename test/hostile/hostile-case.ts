/** A definition that must be refused, and as what. */
export interface RefusedDefinition {
  /** What whoever wrote it is after. */
  tries: string
  /** A function where it cannot be written down as it is: circles, proxies, what is huge. */
  definition: unknown
  /** Stands in one of the problems that are told: its path, and what is wrong. */
  problem: string
}

/** A definition that is accepted, a row that is written under it, and what has to come of it. */
export interface HostileWrite {
  tries: string
  /** One action of a trigger on `users`, or the whole trigger. */
  action?: Record<string, unknown>
  definition?: Record<string, unknown>
  /** What is inserted into `users`. */
  record: Record<string, unknown> | (() => Record<string, unknown>)
  outcome: HostileOutcome
}

export interface HostileOutcome {
  /** The action failed, was reported with this in its message, and no provider was called. */
  refused?: string
  /** Exactly these calls reached providers: what of each call is given has to be in it. */
  calls?: readonly object[]
  /** Exactly these lines were logged. */
  logged?: readonly string[]
  /** Exactly these rows were added to `audit`, but for their ids. */
  audit?: readonly object[]
  /** Users that are left, by their names, where the action deletes or changes some. */
  users?: readonly string[]
}

const trigger = { name: 'rule', tables: ['users'], events: ['afterInsert'] }
const log = { type: 'log.info', message: 'x' }

/** A definition that is right but for these members. */
export function withMembers(members: Record<string, unknown>): Record<string, unknown> {
  return { ...trigger, actions: [log], ...members }
}

/** A definition that is right but for this action. */
export function withAction(action: unknown): Record<string, unknown> {
  return { ...trigger, actions: [action] }
}

/** A definition that is right but for its condition. */
export function withCondition(condition: unknown): Record<string, unknown> {
  return { ...trigger, condition, actions: [log] }
}

/** A definition with one action whose message is this text. */
export function withMessage(message: unknown): Record<string, unknown> {
  return withAction({ ...log, message })
}
