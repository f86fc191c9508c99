import { expect, it } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

it('reads seconds and dates', () => {
  expect(retryAfterMs('3')).toBe(3_000)
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1_000)).toBe(4_000)
  expect([retryAfterMs(null), retryAfterMs('soon')]).toEqual([undefined, undefined])
})
