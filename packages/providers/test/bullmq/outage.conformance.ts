import { startRedis } from '@triggerkit/conformance/service'
import { bullmqFlow, bullmqQueue } from '@triggerkit/providers/bullmq'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { providerCall } from '../fixture/provider-call.ts'

const none = { headers: {} }
const redis = await startRedis()

/** What a Redis that goes away, and comes back, does to what is under way. */
export function outageConformance(version: string): void {
  describe.skipIf(redis === undefined)(`bullmq ${version}: a Redis that goes away`, () => {
    const opened: { close(): unknown }[] = []
    const connection = { host: redis?.host, port: redis?.port }

    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close()
      await redis?.start()
    })
    afterAll(() => redis?.close())

    it('fails what is published, until it is back', async () => {
      const provider = bullmqQueue({ connection })
      opened.push(provider)
      await provider.publish('orders', 1, none, providerCall())
      await redis!.stop()
      const away = provider.publish('orders', 2, none, providerCall())
      await expect(away).rejects.toMatchObject({
        retryable: true,
        message: expect.stringContaining('server runs') as string,
      })
      await redis!.start()
      const call = providerCall()
      await vi.waitFor(() => provider.publish('orders', 3, none, call), { timeout: 10_000, interval: 50 })
    })

    it('ends the wait for a result, which another attempt takes up', async () => {
      const provider = bullmqFlow({ connection, queue: 'roots' })
      opened.push(provider)
      const call = providerCall()
      await provider.dispatch('any', 1, call)
      const waiting = expect(provider.execute('any', 1, call)).rejects.toMatchObject({ retryable: true })
      await new Promise((resolve) => setTimeout(resolve, 100))
      await redis!.stop()
      await waiting
    })
  })
}
