import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { appendConformance } from './outbox/append.conformance.ts'
import { chainConformance } from './outbox/chain.conformance.ts'
import { claimConformance } from './outbox/claim.conformance.ts'
import { concurrencyConformance } from './outbox/concurrency.conformance.ts'
import { dedupeConformance } from './outbox/dedupe.conformance.ts'
import { discardConformance } from './outbox/discard.conformance.ts'
import { findConformance } from './outbox/find.conformance.ts'
import { leaseConformance } from './outbox/lease.conformance.ts'
import { ledgerConformance } from './outbox/ledger.conformance.ts'
import { listenConformance } from './outbox/listen.conformance.ts'
import { orderConformance } from './outbox/order.conformance.ts'
import { outboxCase } from './outbox/outbox-case.ts'
import { retryConformance } from './outbox/retry.conformance.ts'
import { scheduleConformance } from './outbox/schedule.conformance.ts'
import { settleConformance } from './outbox/settle.conformance.ts'
import { valuesConformance } from './outbox/values.conformance.ts'
import type { OutboxBench, OutboxHarness } from './outbox-harness.ts'

/** What every outbox has to do. */
export function runOutboxSuite(harness: OutboxHarness): void {
  let live: OutboxBench | undefined
  const subject = outboxCase(harness, () => live)

  describe(`${harness.name}: an outbox`, () => {
    beforeAll(async () => {
      live = await harness.setup()
    })
    afterAll(async () => live?.teardown())
    beforeEach(async () => live?.clear())

    appendConformance(subject)
    claimConformance(subject)
    leaseConformance(subject)
    settleConformance(subject)
    retryConformance(subject)
    orderConformance(subject)
    chainConformance(subject)
    dedupeConformance(subject)
    findConformance(subject)
    discardConformance(subject)
    ledgerConformance(subject)
    listenConformance(subject)
    valuesConformance(subject)
    concurrencyConformance(subject)
    scheduleConformance(subject, harness.scheduleRuns ?? 30)
  })
}
