/** What an error's code means, and how to mend what it tells of: the reference is made of this. */
export interface ErrorCode {
  /** The class that carries it. */
  error: string
  meaning: string
  remedy: string
}
