import { expect, it } from 'vitest'
import { Batcher } from './batcher.ts'

const never = new AbortController().signal

it('sends what is asked for at the same time as one batch, and what comes meanwhile as the next', async () => {
  const batches: number[][] = []
  const batcher = new Batcher<number, number>(
    async (items) => {
      batches.push([...items])
      await new Promise((resolve) => setTimeout(resolve, 5))
      return items.map((item) => ({ value: item * 2 }))
    },
    { maxItems: 3 },
  )
  const results = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item, never)))
  expect(await results).toEqual([2, 4, 6, 8, 10])
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
})

it('gives each call its own error, and all of them the error of the whole', async () => {
  const batcher = new Batcher<string, string>(
    async (items) => {
      if (items.includes('broken')) throw new Error('all of it')
      return items.map((item) => (item === 'bad' ? { error: new Error('this one') } : { value: item }))
    },
    { maxItems: 10 },
  )
  const settled = await Promise.allSettled(['good', 'bad'].map((item) => batcher.add(item, never)))
  expect(settled).toMatchObject([{ value: 'good' }, { reason: { message: 'this one' } }])
  const failed = await Promise.allSettled(['good', 'broken'].map((item) => batcher.add(item, never)))
  expect(failed).toMatchObject([{ reason: { message: 'all of it' } }, { reason: { message: 'all of it' } }])
})

it('does not send what was aborted while it waited', async () => {
  const sent: number[] = []
  const batcher = new Batcher<number, number>(
    async (items) => {
      sent.push(...items)
      return items.map((item) => ({ value: item }))
    },
    { maxItems: 10 },
  )
  const controller = new AbortController()
  const [aborted, other] = [batcher.add(1, controller.signal), batcher.add(2, never)]
  controller.abort(new Error('late'))
  await expect(aborted).rejects.toThrow('late')
  expect(await other).toBe(2)
  expect(sent).toEqual([2])
  await expect(batcher.add(3, controller.signal)).rejects.toThrow('late')
})
