import { describe, expect, it } from 'vitest'
import { EngineCore } from './engine-core.ts'

describe('limits', () => {
  it('R33 runs at most 16 external actions of a family at a time, and holds back no other family', async () => {
    const core = new EngineCore({})
    let running = 0
    let most = 0
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
    }
    const all = Promise.all(Array.from({ length: 50 }, () => core.limits.run('http.get', {}, task)))
    await expect(core.limits.run('cache.set', {}, async () => 'through')).resolves.toBe('through')
    await all
    expect(most).toBe(16)
  })

  it('an onError handler that fails itself harms nobody', () => {
    const core = new EngineCore({
      onError: () => {
        throw new Error('handler')
      },
    })
    const planned = { trigger: { name: 't' }, event: 'afterInsert' }
    const action = { action: { name: 'a' } }
    const error = core.report(new Error('boom'), planned as never, action as never, { table: 'orders' } as never)
    expect(error.message).toMatch(/boom/)
  })
})
