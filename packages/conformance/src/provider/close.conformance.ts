import { expect, it } from 'vitest'
import { closeProvider, perform } from './perform.ts'
import type { ProviderCase } from './provider-case.ts'

/** What it opened it closes, and nothing else. */
export function closeConformance(subject: ProviderCase): void {
  it('can be closed twice, and before it did anything', async () => {
    const { harness, bench } = subject
    await closeProvider(bench.create())
    const provider = bench.create()
    expect(await perform(harness, provider, bench.actions[0]!)).toMatchObject({ status: 'done' })
    await closeProvider(provider)
    await closeProvider(provider)
  })

  it("leaves a client of the user's own open", async () => {
    const { harness, bench } = subject
    const own = await bench.withOwnClient?.()
    if (own === undefined) return
    try {
      expect(await perform(harness, own.provider, bench.actions[0]!)).toMatchObject({ status: 'done' })
      await closeProvider(own.provider)
      expect(await own.stillWorks()).toBe(true)
    } finally {
      await own.end()
    }
  })
}
