import type { Row } from '../change/change.ts'

/** One call of a Ductape instance. */
export interface DuctapeCall {
  /** Where the instance has the function: `notifications.email.send`. */
  path: string
  /** Its one argument: a placeholder stands for a value of the action, and its key is left out where there is no such value. */
  argument: Row
  /** A further call, which sees what this one answered as `{{answer}}`. */
  next?: DuctapeCall
  /** This call lists entries page by page; the further one is made for each entry whose key matches, as `{{key}}`. */
  eachKey?: DuctapeCall
}

/** What becomes of the answer: it is the action's result as it is, a failure where it says so, or what it means for a quota or an entry. */
export type DuctapeAnswer = 'result' | 'success' | 'quota' | 'entry'

/** How a Ductape instance does the actions of one type. */
export interface DuctapeAction {
  /** Versions of the SDK differ: the first of these whose functions the instance has is made. */
  calls: readonly DuctapeCall[]
  answer: DuctapeAnswer
}
