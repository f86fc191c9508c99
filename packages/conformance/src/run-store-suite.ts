import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { definitionsConformance } from './store/definitions.conformance.ts'
import { historyConformance } from './store/history.conformance.ts'
import { scopesConformance } from './store/scopes.conformance.ts'
import { storeCase } from './store/store-case.ts'
import { unreadableConformance } from './store/unreadable.conformance.ts'
import { versionsConformance } from './store/versions.conformance.ts'
import { watchConformance } from './store/watch.conformance.ts'
import type { StoreBench, StoreHarness } from './store-harness.ts'

/** What every store of definitions has to do. */
export function runStoreSuite({ name, watches, spoils, setup }: StoreHarness): void {
  let live: StoreBench | undefined
  const subject = storeCase(() => live)

  describe(`${name}: a trigger store`, () => {
    beforeAll(async () => {
      live = await setup()
    })
    afterAll(async () => live?.teardown())
    beforeEach(async () => live?.clear())

    definitionsConformance(subject)
    versionsConformance(subject)
    historyConformance(subject)
    scopesConformance(subject)
    if (spoils) unreadableConformance(subject)
    watchConformance(subject, watches)
  })
}
