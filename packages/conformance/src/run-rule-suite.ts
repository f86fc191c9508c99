import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import type { HarnessSession, WritePathHarness } from './harness.ts'
import { bulkConformance } from './rules/bulk.conformance.ts'
import { definitionConformance } from './rules/definition.conformance.ts'
import { failureConformance } from './rules/failure.conformance.ts'
import { filterConformance } from './rules/filter.conformance.ts'
import { lateRowConformance } from './rules/late-row.conformance.ts'
import { loopConformance } from './rules/loop.conformance.ts'
import { netChangeConformance } from './rules/net-change.conformance.ts'
import { overlapConformance } from './rules/overlap.conformance.ts'
import { type RuleBench, ruleBench } from './rules/rule-bench.ts'
import { transactionRuleConformance } from './rules/transaction-rule.conformance.ts'

const TABLES = ['Item', 'Marker', 'Audit', 'Counter'] as const

/** Holds an adapter to the rules that concern transactions, batches, loops, failures and definitions rather than single calls. */
export function runRuleSuite<Client>(harness: WritePathHarness<Client>): void {
  const errors: RuleBench<Client>['errors'] = []
  let live: HarnessSession<Client> | undefined
  const bench = ruleBench(harness, () => live, errors)

  describe(`${harness.name} rules`, () => {
    beforeAll(async () => {
      live = await harness.setup({
        maxDepth: 4,
        onError: (error, context, trigger) => void errors.push({ error, event: context?.event, trigger: trigger.name }),
      })
    })
    afterAll(async () => live?.teardown())
    beforeEach(async () => {
      errors.length = 0
      await live?.reset(TABLES)
    })
    afterEach(() => bench.unregisterAll())

    transactionRuleConformance(bench)
    if (harness.can.parallelTransactions) {
      overlapConformance(bench)
      lateRowConformance(bench)
    }
    netChangeConformance(bench)
    bulkConformance(bench)
    loopConformance(bench)
    failureConformance(bench)
    definitionConformance(bench)
    filterConformance(bench)
  })
}
