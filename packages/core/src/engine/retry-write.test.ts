import { describe, expect, it } from 'vitest'
import { WriteConflictError } from '../errors/write-conflict-error.ts'
import { retryWrite } from './retry-write.ts'

function failing(times: number, error: unknown): { attempt: () => Promise<string>; attempts: () => number } {
  let attempts = 0
  const attempt = async (): Promise<string> => {
    attempts++
    if (attempts <= times) throw error
    return 'done'
  }
  return { attempt, attempts: () => attempts }
}

describe('running a Write again', () => {
  it.each([
    ['serialization failure', Object.assign(new Error('x'), { driverError: { code: '40001' } })],
    ['PostgreSQL deadlock', Object.assign(new Error('x'), { code: '40P01' })],
    ['MariaDB deadlock', Object.assign(new Error('x'), { driverError: { errno: 1213 } })],
    ['MongoDB write conflict', Object.assign(new Error('x'), { errorLabels: ['TransientTransactionError'] })],
    ['conflict with the look (R11)', new WriteConflictError({ table: 'orders' })],
  ])('R3 a %s runs it again, after a reset', async (_name, error) => {
    const { attempt, attempts } = failing(2, error)
    let resets = 0
    await expect(retryWrite(attempt, () => resets++)).resolves.toBe('done')
    expect([attempts(), resets]).toEqual([3, 2])
  })

  it('R3 gives up after three more attempts with the very error', async () => {
    const error = Object.assign(new Error('x'), { code: '40001' })
    const { attempt, attempts } = failing(10, error)
    await expect(retryWrite(attempt, () => undefined)).rejects.toBe(error)
    expect(attempts()).toBe(4)
  })

  it('R3 does not run it again after any other error', async () => {
    const { attempt, attempts } = failing(1, new Error('unique violation'))
    await expect(retryWrite(attempt, () => undefined)).rejects.toThrow('unique violation')
    expect(attempts()).toBe(1)
  })
})
