import { afterAll, beforeAll, describe, it } from 'vitest'
import { abortConformance } from './provider/abort.conformance.ts'
import { closeConformance } from './provider/close.conformance.ts'
import { errorsConformance } from './provider/errors.conformance.ts'
import { healthConformance } from './provider/health.conformance.ts'
import { inputConformance } from './provider/input.conformance.ts'
import { providerCase } from './provider/provider-case.ts'
import { failureKinds, type ProviderBench, type ProviderHarness } from './provider-harness.ts'

/** What every provider has to do. */
export function runProviderSuite(harness: ProviderHarness): void {
  let live: ProviderBench | undefined
  const subject = providerCase(harness, () => live)

  describe(`${harness.name}: a provider`, () => {
    beforeAll(async () => {
      live = await harness.setup()
    })
    afterAll(async () => live?.teardown())

    inputConformance(subject)
    abortConformance(subject)
    errorsConformance(subject)
    healthConformance(subject)
    closeConformance(subject)

    it('is told of in the table of providers', ({ task }) => {
      Object.assign(task.meta, { told: toRow(subject.harness, subject.bench) })
    })
  })
}

/** A line of the table that `npm test` ends with. */
function toRow(
  { name, triedOn }: ProviderHarness,
  { actions, failures, silent, withOwnClient }: ProviderBench,
): string {
  const outcomes = failureKinds.map((kind) => {
    const failure = failures[kind]
    return `${kind} ${'none' in failure ? '–' : failure.outcome}`
  })
  const timeout = `timeout ${typeof silent === 'object' ? '–' : 'ends'}`
  const own = `own client ${withOwnClient === undefined ? '–' : 'kept'}`
  return `Provider: ${[name.padEnd(26), `actions ${actions.length}`, timeout, ...outcomes, 'health ok', own, triedOn].join(' | ')}`
}
