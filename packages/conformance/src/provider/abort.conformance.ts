import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { AnyProvider } from '../provider-harness.ts'
import { closeProvider, perform, watched } from './perform.ts'
import type { ProviderCase } from './provider-case.ts'

const soonMs = 3_000

/** Time limits reach the server's client: nothing goes on after an attempt was given up. */
export function abortConformance(subject: ProviderCase): void {
  it('ends an attempt whose time is up, and says so', async () => {
    const { harness, bench } = subject
    if (typeof bench.silent === 'object') {
      expect(bench.silent.none).not.toBe('')
      return
    }
    const { provider, calls } = watched((await bench.silent()) as AnyProvider)
    try {
      const report = await perform(harness, provider, bench.actions[0]!, { timeout: 250 })
      expect(report).toMatchObject({ status: 'failed', error: { code: 'ACTION_TIMEOUT' } })
      expect(calls.length).toBeGreaterThan(0)
      const ended = await Promise.race([Promise.all(calls).then(() => true), delay(soonMs, false)])
      expect(ended, 'the call settles once its signal is aborted').toBe(true)
    } finally {
      await closeProvider(provider)
    }
  })
}
