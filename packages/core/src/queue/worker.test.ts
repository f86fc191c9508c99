import { describe, expect, it } from 'vitest'
import { sleep, systemClock } from '../action/clock.ts'
import type { Port } from '../adapter/port.ts'
import { coreOf } from '../engine/register-stored.ts'
import { Trigger } from '../trigger/trigger.ts'
import { createWorker } from './create-worker.ts'
import { memoryOutbox } from './memory-outbox.ts'
import type { Outbox, OutboxDriver } from './outbox.ts'
import { type QueueBench, queueBench, tellAll } from './queue-bench.ts'

const wait = (ms: number): Promise<void> => sleep(systemClock, ms)

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 500; round++) {
    if (await condition()) return
    await wait(5)
  }
  throw new Error('It did not come to that.')
}

/** A function that runs until it is told to end, and counts how many run at a time. */
function slowFunction() {
  const state = { running: 0, most: 0, ended: 0, aborted: 0 }
  const ends: (() => void)[] = []
  const run = async ({ signal }: { signal: AbortSignal }): Promise<void> => {
    state.running++
    state.most = Math.max(state.most, state.running)
    await new Promise<void>((resolve) => {
      ends.push(resolve)
      signal.addEventListener('abort', () => {
        state.aborted++
        resolve()
      })
    })
    state.running--
    state.ended++
  }
  return { state, run, end: () => ends.splice(0).forEach((each) => each()) }
}

async function writeOrders({ triggers, database }: QueueBench, count: number, more: object = {}): Promise<void> {
  triggers.register('orders', {
    name: 'work',
    events: ['afterInsert'],
    actions: [{ type: 'custom', function: 'work', timing: 'queued', name: 'work', ...more }],
  })
  await database.create(
    'orders',
    Array.from({ length: count }, (_, index) => ({ id: index + 1, status: 'new' })),
  )
}

/** The memory outbox with calls that fail for a while, or are watched. */
function tampered(change: (outbox: Outbox) => Partial<Outbox>): OutboxDriver {
  const driver = memoryOutbox()
  return {
    name: 'tampered',
    connect(port: Port) {
      const outbox = driver.connect(port)
      const own: Outbox = {
        transactional: outbox.transactional,
        ledger: outbox.ledger,
        verify: (handle) => outbox.verify(handle),
        append: (handle, jobs) => outbox.append(handle, jobs),
        claim: (request) => outbox.claim(request),
        renew: (lease, ids, leaseMs) => outbox.renew(lease, ids, leaseMs),
        settle: (handle, settlements) => outbox.settle(handle, settlements),
      }
      return { ...own, ...change(own) }
    },
  }
}

describe('a worker', () => {
  it('runs so many at a time, and claims no more than it can hold', async () => {
    const slow = slowFunction()
    const bench = queueBench({ functions: { work: slow.run } })
    await writeOrders(bench, 50)
    const worker = createWorker(bench.triggers, { concurrency: 4, batch: 8, pollMs: 5 })
    await worker.start()
    await until(() => slow.state.running === 4)
    await wait(30)
    expect(slow.state.most).toBe(4)
    expect(worker.held).toBeLessThanOrEqual(4 + 4 + 8)
    const ending = setInterval(slow.end, 1)
    await until(() => slow.state.ended === 50)
    clearInterval(ending)
    expect(await worker.stop()).toEqual({ finished: true })
    expect(worker.counters).toMatchObject({ started: 50, completed: 50 })
  })

  it('is woken by a write of the same process, and does not wait for its next poll', async () => {
    const ran: number[] = []
    const bench = queueBench({ functions: { work: ({ record }) => void ran.push(record.id as number) } })
    const worker = createWorker(bench.triggers, { pollMs: 60_000 })
    await worker.start()
    await wait(20)
    await writeOrders(bench, 3)
    await until(() => ran.length === 3)
    await worker.stop()
  })

  it('goes on at once with what waited in a chain or behind an ordering key', async () => {
    const ran: string[] = []
    const bench = queueBench({ functions: { work: ({ record }) => void ran.push(String(record.id)) } })
    const worker = createWorker(bench.triggers, { pollMs: 60_000 })
    await worker.start()
    await writeOrders(bench, 5, { orderingKey: 'one' })
    await until(() => ran.length === 5)
    expect(ran).toEqual(['1', '2', '3', '4', '5'])
    await worker.stop()
  })

  it('stops when what runs is finished, and gives back what has not begun', async () => {
    const slow = slowFunction()
    const bench = queueBench({ functions: { work: slow.run } })
    await writeOrders(bench, 10)
    const worker = createWorker(bench.triggers, { concurrency: 2, pollMs: 5 })
    await worker.start()
    await until(() => slow.state.running === 2)
    const stopping = worker.stop()
    await wait(20)
    slow.end()
    expect(await stopping).toEqual({ finished: true })
    const { jobs } = await bench.triggers.jobs.list()
    expect(jobs.filter(({ state }) => state === 'completed')).toHaveLength(2)
    expect(jobs.filter(({ state, attempts }) => state === 'ready' && attempts === 0)).toHaveLength(8)
  })

  it('tells what runs for too long to end, gives it back, and counts the attempt', async () => {
    const slow = slowFunction()
    const bench = queueBench({ functions: { work: slow.run } })
    await writeOrders(bench, 1)
    const worker = createWorker(bench.triggers)
    const told = tellAll(worker)
    await worker.start()
    await until(() => slow.state.running === 1)
    expect(await worker.stop({ timeoutMs: 20 })).toEqual({ finished: false })
    expect(slow.state.aborted).toBe(1)
    expect(told).toEqual(['job-started work#1', 'job-released work#1'])
    expect((await bench.triggers.jobs.list()).jobs[0]).toMatchObject({ state: 'ready', attempts: 1, failures: 0 })
  })

  it('is stopped by the engine’s close', async () => {
    const bench = queueBench()
    const worker = createWorker(bench.triggers, { id: 'one' })
    await worker.start()
    expect((await bench.triggers.jobs.stats()).workers).toEqual(['one'])
    await bench.triggers.close()
    expect((await bench.triggers.jobs.stats()).workers).toEqual([])
    await expect(worker.start()).rejects.toThrow(/begins once/)
  })

  it('R42 renews its leases while an action runs', async () => {
    const slow = slowFunction()
    const bench = queueBench({ functions: { work: slow.run }, defaults: { timeoutMs: 100 } })
    await writeOrders(bench, 1, { timeout: 100 })
    // The action may take no longer than the lease; what renews it is seen by the time that its lease ends.
    const worker = createWorker(bench.triggers, { leaseMs: 120, pollMs: 10 })
    const other = createWorker(bench.triggers, { leaseMs: 120, pollMs: 10 })
    await worker.start()
    await until(() => slow.state.running === 1)
    await other.start()
    await wait(60)
    slow.end()
    await until(() => worker.counters.completed === 1)
    expect(other.counters.started).toBe(0)
    await Promise.all([worker.stop(), other.stop()])
  })

  it('R42 tells an action whose lease is somebody else’s, and keeps nothing of it', async () => {
    const slow = slowFunction()
    let isLost = false
    const outbox = tampered((own) => ({ renew: async (...args) => (isLost ? [] : own.renew(...args)) }))
    const bench = queueBench({ functions: { work: slow.run }, outbox, defaults: { timeoutMs: 100 } })
    await writeOrders(bench, 1, { timeout: 100 })
    const worker = createWorker(bench.triggers, { leaseMs: 120, pollMs: 10_000 })
    const told = tellAll(worker)
    await worker.start()
    await until(() => slow.state.running === 1)
    isLost = true
    await until(() => told.includes('job-lost work#1'))
    expect(slow.state.aborted).toBe(1)
    expect(worker.counters).toMatchObject({ completed: 0, failed: 0 })
    await worker.stop()
  })

  it('R42 gives up a Job whose attempts end without word of them, and runs the others', async () => {
    const ran: number[] = []
    const bench = queueBench({ functions: { work: ({ record }) => void ran.push(record.id as number) } })
    await writeOrders(bench, 1)
    const outbox = outboxOf(bench)
    for (let death = 0; death < 3; death++) {
      // A worker that claims the first one and dies.
      const { jobs } = await outbox.claim({ ...request, limit: 1, leaseMs: 1, lease: `dead-${death}` })
      expect(jobs).toHaveLength(1)
      await wait(5)
    }
    await bench.database.create('orders', { id: 2, status: 'new' })
    const { counters } = await bench.work({ maxLostAttempts: 3 })
    expect(counters).toMatchObject({ completed: 1, dead: 1 })
    expect(bench.errors[0]).toMatchObject({ code: 'JOB_ABANDONED' })
    const [dead] = (await bench.triggers.jobs.list({ state: 'dead' })).jobs
    const { history } = (await bench.triggers.jobs.get(dead!.id))!
    expect(history.map(({ outcome }) => outcome)).toEqual(['lost', 'lost', 'lost', 'failed'])
    expect(ran).toHaveLength(1)
  })

  it('waits while the database is down, and goes on', async () => {
    const ran: number[] = []
    let isDown = true
    const down = async (): Promise<never> => {
      throw new Error('connection refused')
    }
    const outbox = tampered((own) => ({ claim: (request) => (isDown ? down() : own.claim(request)) }))
    const bench = queueBench({ functions: { work: ({ record }) => void ran.push(record.id as number) }, outbox })
    await writeOrders(bench, 3)
    const worker = createWorker(bench.triggers, { pollMs: 5 })
    const told = tellAll(worker)
    await worker.start()
    await until(() => told.filter((name) => name === 'worker-error').length >= 2)
    isDown = false
    await until(() => ran.length === 3)
    await worker.stop()
  })

  it('settles again what the database did not take, once each', async () => {
    let failures = 3
    const outbox = tampered((own) => ({
      async settle(handle, settlements) {
        // The last failure is one whose answer got lost: it was carried out.
        if (failures === 1) await own.settle(handle, settlements)
        if (failures-- > 0) throw new Error('connection reset')
        return own.settle(handle, settlements)
      },
    }))
    const bench = queueBench({ functions: { work: () => 'done' }, outbox })
    await writeOrders(bench, 5)
    const { counters } = await bench.work()
    expect(counters).toMatchObject({ started: 5, completed: 5, lost: 0 })
  })

  it('runOnce works until nothing is due, chains and retries that are due included, and no longer than it may', async () => {
    const slow = slowFunction()
    const bench = queueBench({ functions: { work: slow.run } })
    await writeOrders(bench, 3)
    const worker = createWorker(bench.triggers, { concurrency: 1 })
    const began = Date.now()
    const counters = await worker.runOnce({ maxMs: 50 })
    expect(Date.now() - began).toBeLessThan(5_000)
    expect(counters).toMatchObject({ started: 1, completed: 0, released: 3 })
    expect((await bench.triggers.jobs.stats()).counts.ready).toBe(3)
  })

  it('does what is due although the codec cannot write the history down, and the worker lives on', async () => {
    let isBroken = false
    const codec = {
      encode(text: string): string {
        if (isBroken) throw new Error('no key')
        return text
      },
      decode: (text: string) => text,
    }
    const ran: number[] = []
    const work = ({ record }: { record: Record<string, unknown> }): void => void ran.push(record.id as number)
    const bench = queueBench({ functions: { work }, outbox: memoryOutbox({ codec }) })
    await writeOrders(bench, 3)
    isBroken = true
    const { counters } = await bench.work()
    expect(counters).toMatchObject({ started: 3, completed: 3, failed: 0 })
    expect(ran).toEqual([1, 2, 3])
  })

  it('fails a Job that the codec cannot read, tries it again, and leaves a history that it cannot read behind', async () => {
    let isBroken = true
    const codec = {
      encode: (text: string) => text,
      decode(text: string): string {
        if (isBroken) throw new Error('no key')
        return text
      },
    }
    const bench = queueBench({ functions: { work: () => undefined }, outbox: memoryOutbox({ codec }) })
    await writeOrders(bench, 1)
    expect((await bench.work()).counters).toMatchObject({ failed: 1, retried: 1, dead: 0 })
    isBroken = false
    const [job] = (await bench.triggers.jobs.list()).jobs
    expect(job?.error).toContain('JOB_UNREADABLE')
    await bench.triggers.jobs.retry(job!.id)
    expect((await bench.work()).counters).toMatchObject({ completed: 1 })
  })

  it('keeps to its families', async () => {
    const bench = queueBench()
    bench.triggers.register('orders', {
      name: 'both',
      events: ['afterInsert'],
      actions: [
        { ...Trigger.cache.set('redis', 'k', 'v'), timing: 'queued' },
        Trigger.log.debug('in between'),
        { ...Trigger.broker.publish('rabbit:orders', {}), timing: 'queued' },
      ],
    })
    await bench.database.create('orders', { id: 1, status: 'new' })
    await bench.work({ families: ['broker'] })
    expect(bench.providers.calls.map(({ type }) => type)).toEqual(['broker.publish'])
  })

  it('hears of failing listeners on the console only', async () => {
    const bench = queueBench({ functions: { work: () => undefined } })
    await writeOrders(bench, 1)
    const worker = createWorker(bench.triggers)
    const errors: unknown[] = []
    const { error } = console
    console.error = (...args: unknown[]) => void errors.push(args)
    worker.on('job-completed', () => {
      throw new Error('a listener')
    })
    await worker.runOnce()
    console.error = error
    expect(errors).toHaveLength(1)
    expect(worker.counters.completed).toBe(1)
  })

  it('deletes finished Jobs when their time is over, dead ones by their own', async () => {
    const bench = queueBench({ functions: { work: ({ record }) => fail(record.id === 1) } })
    await writeOrders(bench, 3, { retry: { maxAttempts: 1 } })
    await bench.work()
    expect((await bench.triggers.jobs.stats()).counts).toMatchObject({ completed: 2, dead: 1 })
    expect(await bench.triggers.jobs.purge({ completedMs: 0 })).toBe(2)
    expect((await bench.triggers.jobs.stats()).counts).toMatchObject({ completed: 0, dead: 1 })
    expect(await bench.triggers.jobs.purge({ deadMs: 0 })).toBe(1)
  })
})

describe('what a worker is made with', () => {
  it('is checked, all of it at once', () => {
    const { triggers } = queueBench()
    const make = (): unknown =>
      createWorker(triggers, {
        id: '',
        concurrency: 0,
        batch: 1.5,
        pollMs: -1,
        leaseMs: 1,
        families: ['mail'],
        retention: { deadMs: -1 },
        polMs: 5,
      } as never)
    expect(make).toThrow(/have 8 problems/)
    expect(make).toThrow(/unknown option of createWorker "polMs", did you mean "pollMs"\?/)
    expect(make).toThrow(/families\[0\]: unknown family "mail"/)
  })

  it('a lease that is shorter than an action’s timeout is refused', () => {
    const { triggers } = queueBench()
    triggers.register('orders', {
      name: 'slow',
      events: ['afterInsert'],
      actions: [{ ...Trigger.cache.set('redis', 'k', 'v'), name: 'set', timing: 'queued', timeout: 90_000 }],
    })
    expect(() => createWorker(triggers)).toThrow(
      /leaseMs: 60000 is shorter than the timeout of action "set" of trigger "slow"/,
    )
  })

  it('and an action whose timeout is longer than the lease of a worker at work', async () => {
    const { triggers } = queueBench()
    const worker = createWorker(triggers, { leaseMs: 20_000 })
    const register = (timeout: number): void =>
      triggers.register('orders', {
        name: 'slow',
        events: ['afterInsert'],
        actions: [{ ...Trigger.cache.set('redis', 'k', 'v'), timing: 'queued', timeout }],
      })
    expect(() => register(30_000)).toThrow(/actions\[0\]\.timeout: 30000 is longer than the lease of a worker/)
    register(20_000)
    await worker.stop()
    register(30_000)
  })

  it('an id that is at work already is refused', async () => {
    const { triggers } = queueBench()
    const worker = createWorker(triggers, { id: 'host-1' })
    expect(() => createWorker(triggers, { id: 'host-1' })).toThrow(
      /A worker "host-1" is at work in this process already/,
    )
    await worker.stop()
    await createWorker(triggers, { id: 'host-1' }).stop()
  })

  it('an id of a worker that died is free when its time is over; one that lives keeps it', async () => {
    const bench = queueBench({ defaults: { timeoutMs: 50 } })
    const { ledger } = outboxOf(bench)
    await ledger.announce('host-1', 'another process', 100)
    const after = createWorker(bench.triggers, { id: 'host-1', leaseMs: 100 })
    await after.start()
    await after.stop()
    const alive = setInterval(() => void ledger.announce('host-1', 'another process', 100), 30)
    await ledger.announce('host-1', 'another process', 100)
    await expect(createWorker(bench.triggers, { id: 'host-1', leaseMs: 100 }).start()).rejects.toMatchObject({
      code: 'WORKER_ID_TAKEN',
    })
    clearInterval(alive)
  })

  it('an engine without an outbox has nothing to work', async () => {
    const bench = queueBench({ outbox: undefined })
    await expect(createWorker(bench.triggers).start()).rejects.toMatchObject({ code: 'OUTBOX_ABSENT' })
    for (let time = 0; time < 2; time++) {
      const once = createWorker(bench.triggers, { id: 'cron' }).runOnce()
      await expect(once).rejects.toMatchObject({ code: 'OUTBOX_ABSENT' })
    }
    await expect(bench.triggers.outbox.migrate()).rejects.toMatchObject({ code: 'OUTBOX_ABSENT' })
  })
})

const request = { handlers: ['custom:work'], formats: [1], worker: 'dying', deferMs: 1_000 }

function fail(fails: boolean): void {
  if (fails) throw new Error('no')
}

function outboxOf({ triggers }: QueueBench): Outbox {
  return coreOf(triggers).queue.bound[0]!.outbox
}
