import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { keepConformance } from './executions/keep.conformance.ts'
import { listConformance } from './executions/list.conformance.ts'
import { purgeConformance } from './executions/purge.conformance.ts'
import type { ExecutionsBench, ExecutionsHarness } from './executions-harness.ts'

/** What every log of executions has to do. */
export function runExecutionsSuite({ name, setup }: ExecutionsHarness): void {
  let live: ExecutionsBench | undefined
  const bench = (): ExecutionsBench => {
    if (live === undefined) throw new Error('The log was not set up.')
    return live
  }
  const subject = {
    get log() {
      return bench().log
    },
    get other() {
      return bench().other ?? bench().log
    },
  }

  describe(`${name}: a log of executions`, () => {
    beforeAll(async () => {
      live = await setup()
    })
    afterAll(async () => live?.teardown())
    beforeEach(async () => live?.clear())

    keepConformance(subject)
    listConformance(subject)
    purgeConformance(subject)
  })
}
