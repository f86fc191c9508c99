import type { ProviderBench, ProviderHarness } from '../provider-harness.ts'

/** What the parts of the suite share: the harness, and its bench once it is set up. */
export interface ProviderCase {
  harness: ProviderHarness
  readonly bench: ProviderBench
}

export function providerCase(harness: ProviderHarness, bench: () => ProviderBench | undefined): ProviderCase {
  return {
    harness,
    get bench() {
      const live = bench()
      if (live === undefined) throw new Error(`${harness.name} is not set up.`)
      return live
    },
  }
}
