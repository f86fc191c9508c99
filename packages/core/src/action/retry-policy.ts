/** How a failed action is tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included. Default 1. */
  maxAttempts?: number
  /** Milliseconds before the second attempt. Default 1,000. */
  initialDelay?: number
  /** Most milliseconds between two attempts. Default 30,000. */
  maxDelay?: number
  /** Default 2. */
  backoffMultiplier?: number
  /** Error codes, HTTP statuses or error classes that are worth another attempt; default: all that are not known to be final. */
  retryOn?: readonly (string | number | (abstract new (...args: never[]) => unknown))[]
  /** Share of the delay that is drawn at random, 0 to 1: with 0.2, which is the default, 1,000 ms are 900 to 1,100. */
  jitter?: number
}
