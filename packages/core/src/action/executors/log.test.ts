import { format } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runOne } from '../run-fixture.ts'
import { logExecutor } from './log.ts'

afterEach(() => vi.restoreAllMocks())

function logger() {
  return { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
}

describe('log actions', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)(
    'log.%s writes a line of its level with its values',
    async (level) => {
      const target = logger()
      await runOne(logExecutor(target), {
        type: `log.${level}`,
        payload: { message: 'User {{record.id}}', data: { id: '{{record.id}}' } },
        record: { id: 7 },
      })
      expect(target[level]).toHaveBeenCalledExactlyOnceWith('User 7', { id: 7 })
    },
  )

  it('log.create takes a level, info by default', async () => {
    const target = logger()
    await runOne(logExecutor(target), { type: 'log.create', payload: { message: 'a' } })
    await runOne(logExecutor(target), { type: 'log.create', payload: { message: 'b', level: 'warn' } })
    expect(target.info).toHaveBeenCalledExactlyOnceWith('a', undefined)
    expect(target.warn).toHaveBeenCalledExactlyOnceWith('b', undefined)
    await expect(
      runOne(logExecutor(target), { type: 'log.create', payload: { message: 'c', level: 'loud' } }),
    ).rejects.toThrow('`level` has to be one of debug, info, warn, error')
  })

  it('writes to the console under the name of the trigger', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined)
    await runOne(logExecutor(), { type: 'log.info', payload: { message: 'hello' } })
    expect(info).toHaveBeenCalledExactlyOnceWith('[triggerkit:rule] hello')
  })

  it('R47 prints data to the console without control characters, and no value eats it', async () => {
    const info = vi.spyOn(console, 'info').mockImplementation(() => undefined)
    const log = (data: unknown, message = 'x'): Promise<unknown> =>
      runOne(logExecutor(), {
        type: 'log.info',
        payload: { message: '{{record.message}}', data: '{{record.data}}' },
        record: { data, message },
      })
    await log('a\nforged')
    expect(info).toHaveBeenLastCalledWith('[triggerkit:rule] x', 'a\\nforged')
    const at = new Date(0)
    await log({ list: ['\u202egnp'], at, 'k\r': { deep: '\u001b[2J' } })
    expect(info).toHaveBeenLastCalledWith('[triggerkit:rule] x', {
      list: ['\\u202egnp'],
      at,
      'k\\r': { deep: '\\u001b[2J' },
    })
    await log({ a: 1 }, '%c%s')
    expect(format(...(info.mock.lastCall as [string]))).toBe('[triggerkit:rule] %c%s { a: 1 }')
    const circle: Record<string, unknown> = {}
    circle.self = circle
    await log(circle)
    expect(info).toHaveBeenCalledTimes(4)
  })

  it('R47 lets no value begin a line or steer a terminal', async () => {
    const target = logger()
    const record = { name: 'x\r\nERROR: forged\u001b[2J\u2028\t' }
    await runOne(logExecutor(target), { type: 'log.info', payload: { message: 'Hi {{record.name}}' }, record })
    expect(target.info).toHaveBeenCalledWith('Hi x\\r\\nERROR: forged\\u001b[2J\\u2028\\t', undefined)
  })
})
