import type { Walk } from '../fixture/walk.ts'

/** What a block of the specification has to bring about. */
export interface Expectation {
  /** What has to be there before the block runs. */
  before?(walk: Walk): Promise<void>
  /** Fails where the block did not have its effects. */
  after(walk: Walk): Promise<void> | void
}
