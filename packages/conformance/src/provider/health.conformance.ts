import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { closeProvider, engineWith } from './perform.ts'
import type { ProviderCase } from './provider-case.ts'

/** `triggers.health()` says whether its server answers. */
export function healthConformance(subject: ProviderCase): void {
  it('is up while its server answers', async () => {
    const { harness, bench } = subject
    const provider = bench.create()
    try {
      const [health] = await engineWith(harness, provider).health()
      expect(health).toMatchObject({ family: harness.family, state: 'up' })
    } finally {
      await closeProvider(provider)
    }
  })

  it('is down where it does not, with the reason and no secret', async () => {
    const { harness, bench } = subject
    const { down } = bench.failures
    if ('none' in down) {
      expect(down.none).not.toBe('')
      return
    }
    const provider = await down.create()
    try {
      const [health] = await engineWith(harness, provider).health({ timeoutMs: 4_000 })
      expect(health).toMatchObject({ state: 'down', error: expect.stringMatching(/\w{3}/) as string })
      for (const secret of bench.secrets) expect(inspect(health)).not.toContain(secret)
    } finally {
      await closeProvider(provider)
    }
  })
}
