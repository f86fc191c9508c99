import { type BullmqFlowOptions, bullmqFlow, bullmqQueue, type QueueLike } from '@triggerkit/providers/bullmq'
import { type Job, Worker } from 'bullmq'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { providerCall } from '../fixture/provider-call.ts'
import { type QueuePlace, queuePlace } from './queue-place.ts'

const none = { headers: {} }

/** What is special to jobs and flows; run with each major version of BullMQ. */
export function jobsConformance(version: string): void {
  describe(`bullmq ${version}`, () => {
    let place: QueuePlace
    const opened: { close(): unknown }[] = []
    const opens = <T extends { close(): unknown }>(each: T): T => {
      opened.push(each)
      return each
    }
    const worker = (queue: string, work: (job: Job) => Promise<unknown>): Worker =>
      opens(new Worker(queue, work, { connection: place.redis as never, prefix: place.prefix }))
    const flow = (options: Partial<BullmqFlowOptions>): ReturnType<typeof bullmqFlow> =>
      opens(bullmqFlow({ connection: place.url, prefix: place.prefix, ...options }))

    beforeEach(() => {
      place = queuePlace()
    })
    afterEach(async () => {
      for (const each of opened.splice(0).reverse()) await each.close()
      await place.close()
    })

    describe('bullmqQueue()', () => {
      it('adds a job under the idempotency key, once', async () => {
        const provider = opens(bullmqQueue({ connection: place.url, prefix: place.prefix }))
        const call = providerCall({ idempotencyKey: 'a:1%' })
        const [first, second] = [
          await provider.publish('orders', { total: 10n, at: new Date(0) }, none, call),
          await provider.publish('orders', { total: 10n, at: new Date(0) }, none, call),
        ]
        expect(first).toEqual({ queue: 'orders', jobId: 'a%3A1%25', name: 'orders.afterInsert' })
        expect(second).toEqual(first)
        await provider.publish('orders', null, none, providerCall({ idempotencyKey: '17' }))
        const jobs = await place.queue('orders').getJobs(['waiting'])
        expect(jobs.map(({ id, data }) => [id, data])).toEqual([
          ['%17', null],
          ['a%3A1%25', { total: '10', at: '1970-01-01T00:00:00.000Z' }],
        ])
        expect(jobs[0]!.opts).toMatchObject({ removeOnComplete: { age: 86_400 }, removeOnFail: { age: 604_800 } })
      })

      it('adds what is published at the same time at once, by queue, and spoils none by another', async () => {
        const [orders, mails] = [place.queue('orders'), place.queue('mails')]
        const added = vi.spyOn(orders as QueueLike, 'addBulk')
        const provider = opens(
          bullmqQueue({
            queues: [orders, mails],
            toJob: (job, { headers, topic }) => ({ name: topic, data: headers, opts: { ...job.opts, sizeLimit: 100 } }),
          }),
        )
        const publish = (topic: string, text: string): Promise<unknown> =>
          provider.publish(topic, 1, { headers: { text } }, providerCall())
        await Promise.all([...'abc'].map((text) => publish('orders', text)).concat(publish('mails', 'm')))
        expect(added.mock.calls.map(([jobs]) => jobs.length)).toEqual([3])
        expect((await mails.getJobs(['waiting'])).map(({ name, data }) => [name, data])).toEqual([
          ['mails', { text: 'm' }],
        ])
        const settled = await Promise.allSettled(['d', 'x'.repeat(200), 'e'].map((text) => publish('orders', text)))
        expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(settled[1]).toMatchObject({ reason: { code: 'BULLMQ_REFUSED', retryable: false } })
        expect(await orders.getJobCountByTypes('waiting')).toBe(5)
      })

      it('adds nothing for an attempt whose time is up', async () => {
        const provider = opens(bullmqQueue({ connection: place.url, prefix: place.prefix }))
        const call = providerCall({ signal: AbortSignal.abort(new Error('late')) })
        await expect(provider.publish('orders', 1, none, call)).rejects.toThrow('late')
        expect(await place.queue('orders').getJobCountByTypes('waiting')).toBe(0)
        await expect(provider.publish('a:b', 1, none, providerCall())).rejects.toMatchObject({ code: 'BULLMQ_TOPIC' })
      })

      it('asks after Redis without leaving anything there', async () => {
        const provider = opens(bullmqQueue({ connection: place.url, prefix: place.prefix }))
        await provider.health({ signal: new AbortController().signal })
        expect(await place.redis.keys(`${place.prefix}:*`)).toEqual([])
      })
    })

    describe('bullmqFlow()', () => {
      it('runs a root after its children, with their results', async () => {
        worker('steps', async ({ data }) => data.part * 2)
        worker('roots', async (job) => Object.values(await job.getChildrenValues()).sort())
        const sum = (input: unknown) => ({
          name: 'sum',
          queueName: 'roots',
          children: (input as number[]).map((part) => ({ name: 'double', queueName: 'steps', data: { part } })),
        })
        expect(await flow({ flows: { sum } }).execute('sum', [1, 2], providerCall())).toEqual([2, 4])
      })

      it('joins the run of the same key, while it goes on and when it is over', async () => {
        let runs = 0
        let finish = (_result: string): void => undefined
        const result = new Promise<string>((resolve) => (finish = resolve))
        const provider = flow({ queue: 'roots' })
        const [call, controller] = [providerCall(), new AbortController()]
        const early = provider.execute('any', 1, { ...call, signal: controller.signal })
        await vi.waitFor(async () => expect(await place.queue('roots').getJobCountByTypes('waiting')).toBe(1))
        controller.abort(new Error('late'))
        await expect(early).rejects.toThrow('late')
        worker('roots', async () => {
          runs++
          return result
        })
        const again = provider.execute('any', 1, call)
        await vi.waitFor(() => expect(runs).toBe(1))
        finish('done')
        expect(await again).toBe('done')
        expect(await provider.execute('any', 1, call)).toBe('done')
        expect(await provider.dispatch('any', 1, call)).toMatchObject({ queue: 'roots', name: 'any' })
        expect(runs).toBe(1)
      })

      it('fails with the root, also where a child has failed, for good', async () => {
        worker('steps', async () => {
          throw new Error('no stock')
        })
        worker('roots', async () => 'never')
        const provider = flow({
          flows: { order: () => ({ name: 'o', queueName: 'roots', children: [{ name: 's', queueName: 'steps' }] }) },
        })
        const call = providerCall()
        const failed = {
          code: 'WORKFLOW_FAILED',
          retryable: false,
          message: expect.stringContaining('child') as string,
        }
        await expect(provider.execute('order', {}, call)).rejects.toMatchObject(failed)
        await expect(provider.execute('order', {}, call)).rejects.toMatchObject(failed)
      })

      it('says when the result was thrown away', async () => {
        worker('roots', async () => 'gone')
        const provider = flow({ queue: 'roots', defaultJobOptions: { removeOnComplete: true } })
        const call = providerCall()
        await provider
          .execute('any', 1, call)
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'WORKFLOW_GONE' }))
      })

      it('waits no more when it is closed', async () => {
        const provider = flow({ queue: 'roots' })
        const closed = expect(provider.execute('any', 1, providerCall())).rejects.toMatchObject({
          retryable: true,
          message: expect.stringContaining('closed') as string,
        })
        await vi.waitFor(async () => expect(await place.queue('roots').getJobCountByTypes('waiting')).toBe(1))
        await provider.close()
        await closed
      })
    })

    it('say all that is wrong with their options at once', () => {
      expect(() => bullmqQueue({})).toThrow('either a `connection` or `queues`')
      expect(() => bullmqQueue({ connection: 'http://x', queues: [{}] as never, prefix: '' })).toThrow(
        /redis:\/\/localhost.*either.*Queue objects.*prefix already.*empty/,
      )
      const flows = { a: 'b:c', d: 1 as never }
      expect(() => bullmqFlow({ connection: undefined as never })).toThrow(/needs a `connection`.*needs `flows`/)
      expect(() => bullmqFlow({ connection: {}, flows, queue: '' })).toThrow(/`queue`.*flows\["a"\].*flows\["d"\]/)
    })
  })
}
