import { expect, test } from 'vitest'
import { isTransientError } from './transient-error.ts'

const error = (fields: object): Error => Object.assign(new Error('failed'), fields)

test.each([
  ['pg', error({ code: '40001' })],
  ['pg, a deadlock', error({ code: '40P01' })],
  ['mysql2', error({ code: 'ER_LOCK_DEADLOCK', errno: 1213 })],
  ['TypeORM', error({ driverError: error({ code: 'SQLITE_BUSY' }) })],
  ['what was thrown for it', error({ cause: error({ errno: 1213 }) })],
  ['MongoDB', error({ errorLabels: ['TransientTransactionError'] })],
  ['Prisma', error({ code: 'P2034' })],
  [
    "Prisma, a raw query by a driver's adapter",
    rawQuery({ driverAdapterError: error({ cause: { originalCode: '1213' } }) }),
  ],
  ['Prisma, a raw query by its engine', rawQuery({ code: '40001', message: 'could not serialize access' })],
])('R3 another attempt may succeed: %s', (_name, thrown) => expect(isTransientError(thrown)).toBe(true))

test.each([
  ['a key that is there', error({ code: '23505' })],
  ['a raw query for another reason', rawQuery({ driverAdapterError: error({ cause: { originalCode: '23505' } }) })],
  ['a time that is over', rawQuery({ driverAdapterError: error({ cause: { kind: 'SocketTimeout' } }) })],
  ['nothing', undefined],
  ['a text', '40001'],
])('R3 another attempt is in vain: %s', (_name, thrown) => expect(isTransientError(thrown)).toBe(false))

test('R3 a circle of causes ends', () => {
  const circle = error({})
  circle.cause = circle
  expect(isTransientError(circle)).toBe(false)
})

function rawQuery(meta: object): Error {
  return error({ code: 'P2010', meta })
}
