import { inspect } from 'node:util'
import { ProviderError } from '@triggerkit/core'
import { expect, it } from 'vitest'
import { ProviderFailures } from './provider-failures.ts'

const failures = new ProviderFailures('redis', ['s3cret/pass', undefined])

it('says provider, tag, what failed and the remedy', () => {
  const thrown = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
  const error = failures.of(thrown, { tag: 'redis-cache' }, { doing: 'set the entry' })
  expect(ProviderError.isInstance(error)).toBe(true)
  expect(error).toMatchObject({ code: 'ECONNREFUSED', retryable: true, provider: 'redis "redis-cache"' })
  expect(error.message).toBe(
    'redis "redis-cache" could not set the entry: connect ECONNREFUSED 127.0.0.1:1. See that the server runs and that its address is right.',
  )
})

it('holds no secret, in whatever part of the error the client put it', () => {
  const cause = Object.assign(new Error('AUTH s3cret/pass'), { command: { args: ['s3cret/pass'] } })
  const thrown = Object.assign(new Error(`bad url ${encodeURIComponent('s3cret/pass')}`, { cause }), {
    config: { headers: { authorization: `Basic ${Buffer.from('ann:s3cret/pass').toString('base64')}` } },
  })
  const error = failures.of(thrown, undefined, { doing: 'connect', retryable: false, remedy: 'Give another password' })
  const told = inspect(error, { depth: 10, showHidden: true })
  expect(told).not.toContain('s3cret')
  expect(told).not.toContain(Buffer.from('ann:s3cret/pass').toString('base64').slice(8, 20))
  expect(error).toMatchObject({ code: 'REDIS_FAILED', retryable: false, provider: 'redis' })
  expect(error.message).toContain('[secret:redis]. Give another password.')
})

it('finds the network in what caused an error, and in the first of several', () => {
  const refused = Object.assign(new Error('no'), { code: 'ENOTFOUND' })
  const deep = new Error('fetch failed', { cause: new AggregateError([refused], '') })
  expect(failures.of(deep, undefined, { doing: 'x' })).toMatchObject({ code: 'ENOTFOUND', retryable: true })
  const tls = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(failures.of(tls, undefined, { doing: 'x' }).message).toContain('its certificate is valid and trusted here')
  expect(failures.of('a text', undefined, { doing: 'x' }).message).toBe('redis could not x: a text.')
})
