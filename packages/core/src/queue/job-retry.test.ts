import { describe, expect, it } from 'vitest'
import type { HttpError } from '../action/executors/http/http-error.ts'
import { ProviderMissingError } from '../errors/provider-missing-error.ts'
import { maxAttemptsOf, nextDelayOf } from './job-retry.ts'

const seconds = (delays: (number | undefined)[]): (number | undefined)[] =>
  delays.map((delay) => (delay === undefined ? undefined : delay / 1_000))

function delaysOf(
  action: { type: string; family: string; retry?: object },
  error: unknown = new Error('down'),
): (number | undefined)[] {
  const maxAttempts = maxAttemptsOf(action)
  return Array.from({ length: maxAttempts }, (_, index) =>
    nextDelayOf(action, { failures: index + 1, maxAttempts, error, random: 0.5 }),
  )
}

describe('when a Job is tried again', () => {
  it.each([
    ['notification.callback', 'notification'],
    ['http.post', 'http'],
    ['custom.http', 'http'],
  ])('%s keeps to the schedule of Standard Webhooks', (type, family) => {
    const hour = 3_600
    expect(seconds(delaysOf({ type, family }))).toEqual([
      5,
      300,
      1_800,
      2 * hour,
      5 * hour,
      10 * hour,
      10 * hour,
      undefined,
    ])
  })

  it('others are tried eight times, up to an hour apart', () => {
    expect(seconds(delaysOf({ type: 'cache.set', family: 'cache' }))).toEqual([
      1,
      4,
      16,
      64,
      256,
      1_024,
      3_600,
      undefined,
    ])
  })

  it('a policy of the action’s own is the one that holds', () => {
    const retry = { maxAttempts: 3, initialDelay: 100, backoffMultiplier: 3 }
    expect(delaysOf({ type: 'http.post', family: 'http', retry })).toEqual([100, 300, undefined])
    expect(maxAttemptsOf({ type: 'http.post', family: 'http', retry: { maxAttempts: 1 } })).toBe(1)
  })

  it('what a policy leaves out is the default, attempts and delays alike', () => {
    const webhook = { type: 'http.post', family: 'http' }
    expect(delaysOf({ ...webhook, retry: { initialDelay: 5 } }).slice(0, 3)).toEqual([5, 10, 20])
    expect(delaysOf({ ...webhook, retry: { initialDelay: 5 } })).toHaveLength(8)
    expect(seconds(delaysOf({ ...webhook, retry: { maxAttempts: 3 } }))).toEqual([5, 300, undefined])
    expect(seconds(delaysOf({ type: 'cache.set', family: 'cache', retry: { maxAttempts: 3 } }))).toEqual([
      1,
      4,
      undefined,
    ])
  })

  it('delays differ by chance, within their jitter', () => {
    const delayAt = (random: number): number | undefined =>
      nextDelayOf({ type: 'http.post', family: 'http' }, { failures: 1, maxAttempts: 8, error: new Error('x'), random })
    expect([delayAt(0), delayAt(0.999_999)]).toEqual([4_500, 5_500])
  })

  it('what a receiver asks for makes a delay longer, never shorter', () => {
    const error = (retryAfterMs: number): Error => Object.assign(new Error('busy'), { retryAfterMs })
    const delayFor = (retryAfterMs: number): number | undefined =>
      nextDelayOf(
        { type: 'http.post', family: 'http' },
        { failures: 1, maxAttempts: 8, error: error(retryAfterMs), random: 0.5 },
      )
    expect([delayFor(1_000), delayFor(60_000)]).toEqual([5_000, 60_000])
  })

  it('R44 a provider that is missing here may be there at the next attempt', () => {
    const missing = new ProviderMissingError({ family: 'cache', trigger: 't', action: 'a' } as never)
    expect(delaysOf({ type: 'cache.set', family: 'cache' }, missing)[0]).toBe(1_000)
  })

  it('what is final is not tried again', () => {
    const gone = Object.assign(new Error('410'), { retryable: false }) as Error | HttpError
    expect(delaysOf({ type: 'http.post', family: 'http' }, gone)[0]).toBeUndefined()
  })
})
