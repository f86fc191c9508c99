import { messageOf } from '../errors/to-error.ts'
import { TriggerkitError } from '../errors/triggerkit-error.ts'

/** The runtime's `waitUntil` threw: what it was given goes on without it. */
export function waitUntilFailed(cause: unknown): TriggerkitError {
  return new TriggerkitError({
    code: 'WAIT_UNTIL_FAILED',
    message:
      `\`waitUntil\` threw: ${messageOf(cause)}. What it was given goes on all the same, but the runtime may end before it is done. ` +
      'Call it where the runtime takes it, such as within a request.',
    cause,
  })
}
