import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it, vi } from 'vitest'
import type { ExecutionRow } from './execution.ts'
import { ExecutionBuffer, type ExecutionBufferOptions } from './execution-buffer.ts'

const row = (id: number): ExecutionRow => ({ id: String(id) }) as ExecutionRow

interface Bench {
  buffer: ExecutionBuffer
  /** Ids of what was appended, call by call. */
  calls: string[][]
  told: unknown[]
  /** What appending fails with, while it is set. */
  outage: { error?: Error; problem?: Error }
}

function bench(options: Partial<ExecutionBufferOptions> = {}): Bench {
  const calls: string[][] = []
  const told: unknown[] = []
  const outage: Bench['outage'] = {}
  const buffer = new ExecutionBuffer({
    append: async (rows) => {
      if (outage.error !== undefined) throw outage.error
      calls.push(rows.map(({ id }) => id))
    },
    problem: async () => outage.problem,
    failed: (error) => told.push(error),
    dropping: (reason) => told.push(reason),
    ...options,
  })
  return { buffer, calls, told, outage }
}

describe('the buffer of executions', () => {
  it('appends in batches, in order, what came at about the same time', async () => {
    const { buffer, calls } = bench()
    for (let id = 0; id < 1_200; id++) buffer.add(row(id))
    await buffer.flush()
    expect(calls.map(({ length }) => length)).toEqual([500, 500, 200])
    expect(calls.flat()).toEqual(Array.from({ length: 1_200 }, (_, id) => String(id)))
  })

  it('appends by itself', async () => {
    const { buffer, calls } = bench()
    buffer.add(row(1))
    await vi.waitFor(() => expect(calls).toEqual([['1']]), { timeout: 5_000 })
  })

  it('appends in no flow of those who added', async () => {
    const flow = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const { buffer } = bench({ append: async () => void seen.push(flow.getStore()) })
    await flow.run('of a write', async () => {
      for (let id = 0; id < 600; id++) buffer.add(row(id))
      await buffer.flush()
    })
    expect(seen).toEqual([undefined, undefined])
  })

  it('keeps what could not be appended, tells of an outage once, and of the next one again', async () => {
    const { buffer, calls, told, outage } = bench()
    const down = new Error('down')
    Object.assign(outage, { error: new Error('statement'), problem: down })
    for (let id = 0; id < 5; id++) {
      buffer.add(row(id))
      await buffer.flush()
    }
    expect(told).toEqual([down])
    outage.error = undefined
    await buffer.flush()
    expect(calls).toEqual([['0', '1', '2', '3', '4']])
    outage.error = new Error('again')
    buffer.add(row(5))
    await buffer.flush()
    expect(told).toHaveLength(2)
    expect(buffer.dropped).toBe(0)
  })

  it('drops the oldest beyond its bound, counts them and says so once', async () => {
    const { buffer, calls, told, outage } = bench({ maxRows: 10 })
    Object.assign(outage, { error: new Error('down'), problem: new Error('down') })
    buffer.add(row(0))
    await buffer.flush()
    for (let id = 1; id < 25; id++) buffer.add(row(id))
    await buffer.flush()
    outage.error = undefined
    await buffer.flush()
    expect(calls.flat()).toEqual(['15', '16', '17', '18', '19', '20', '21', '22', '23', '24'])
    expect(buffer.dropped).toBe(15)
    expect(told).toEqual([outage.problem, 'overflow'])
  })

  it('loses of a batch what the log refuses by itself, and nothing else', async () => {
    const calls: string[][] = []
    const { buffer, told } = bench({
      append: async (rows) => {
        if (rows.some(({ id }) => id === '1' || id === '3')) throw new Error('no such row')
        calls.push(rows.map(({ id }) => id))
      },
    })
    for (let id = 0; id < 5; id++) buffer.add(row(id))
    for (let times = 0; times < 3; times++) await buffer.flush()
    expect(calls.flat()).toEqual(['0', '2', '4'])
    expect(buffer.dropped).toBe(2)
    expect(told).toContain('refused')
  })

  it('is over after its end: what is left is lost, counted and told', async () => {
    const append = vi.fn(async () => Promise.reject(new Error('down')))
    const { buffer, told } = bench({ append, problem: async () => new Error('down') })
    buffer.add(row(1))
    await buffer.close()
    expect(buffer.dropped).toBe(1)
    expect(told).toContain('closed')
    buffer.add(row(2))
    expect(buffer.dropped).toBe(2)
    const calls = append.mock.calls.length
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(append.mock.calls.length).toBe(calls)
  })

  it('holds a runtime until what waits is appended, and makes no haste for it', async () => {
    const { buffer, calls } = bench()
    buffer.add(row(1))
    const held = buffer.idle()
    buffer.add(row(2))
    await held
    expect(calls).toEqual([['1', '2']])
  })

  it('gives up a batch that a log which answers refuses again and again: what comes after it is kept', async () => {
    const calls: string[][] = []
    const { buffer } = bench({
      append: async (rows) => {
        if (rows.some(({ id }) => id === '1')) throw new Error('no such row')
        calls.push(rows.map(({ id }) => id))
      },
    })
    buffer.add(row(1))
    for (let times = 0; times < 3; times++) await buffer.flush()
    buffer.add(row(2))
    await buffer.flush()
    expect(calls).toEqual([['2']])
    expect(buffer.dropped).toBe(1)
  })
})
