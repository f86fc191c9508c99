import { describe, expect, it } from 'vitest'
import { HttpError } from '../action/executors/http/http-error.ts'
import { ActionError } from '../errors/action-error.ts'
import { ProviderError } from '../provider/provider-error.ts'
import { Redaction } from './redact.ts'

const secret = 'sk_live_/ä+"ß&=?'
const redaction = new Redaction()
redaction.add('key', secret)

describe('redaction', () => {
  it.each([
    ['as it is', `Bearer ${secret}!`],
    ['percent-encoded', `?a=${encodeURIComponent(secret)}&b`],
    ['percent-encoded in lower case', encodeURIComponent(secret).replaceAll(/%../g, (text) => text.toLowerCase())],
    ['in a form', new URLSearchParams({ a: secret }).toString()],
    ['in JSON', JSON.stringify({ a: secret })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: secret }))],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
    ...['u:', 'us:', 'use:'].map((user) => [`in Basic of ${user}`, Buffer.from(`${user}${secret}`).toString('base64')]),
  ])('R48 knows a secret %s', (_, text) => {
    const redacted = redaction.of(text!)
    expect(redacted).toContain('[secret:key]')
    expect(redacted).not.toContain('sk_live')
    expect(Buffer.from(redacted, 'base64').toString()).not.toContain('live_/ä')
  })

  it('R48 leaves what holds none as it is', () => {
    const value = { at: new Date(), list: [1n, { a: null }], map: new Map([['a', Buffer.from('x')]]) }
    const error = new Error('x', { cause: value })
    expect(redaction.of(value)).toBe(value)
    expect(redaction.of(error)).toBe(error)
    expect(redaction.of(undefined)).toBeUndefined()
  })

  it('R48 knows a secret of digits that came back as a number', () => {
    const digits = new Redaction()
    digits.add('pin', '48151623')
    const value = { pin: 48151623, big: [48151623n], other: 481516230 }
    expect(digits.of(value)).toEqual({ pin: '[secret:pin]', big: ['[secret:pin]'], other: 481516230 })
    const quiet = { count: 148151623 }
    expect(digits.of(quiet)).toBe(quiet)
  })

  it('R48 copies what holds one, and only that', () => {
    const at = new Date()
    const quiet = { at }
    const value = {
      quiet,
      list: [{ header: `x ${secret}` }],
      [secret]: 1,
      map: new Map([['k', secret]]),
      set: new Set([secret]),
    }
    const redacted = redaction.of(value)
    expect(redacted).toEqual({
      quiet,
      list: [{ header: 'x [secret:key]' }],
      '[secret:key]': 1,
      map: new Map([['k', '[secret:key]']]),
      set: new Set(['[secret:key]']),
    })
    expect(redacted.quiet).toBe(quiet)
    expect(value.list[0]!.header).toContain(secret)
  })

  it('R48 reaches into instances, bytes, addresses, circles and depths', () => {
    class Request {
      readonly headers = new Headers({ authorization: 'sk_other_value' })
      readonly url = new URL('https://a.example/?key=sk_other_value')
      self = this
      ran = false
      get computed(): never {
        this.ran = true
        throw new Error('must not run')
      }
    }
    const other = new Redaction()
    other.add('other', 'sk_other_value')
    const request = new Request()
    const redacted = other.of({ request, bytes: Buffer.from('<sk_other_value>') })
    expect(JSON.stringify(redacted)).not.toContain('sk_other')
    expect(new TextDecoder().decode(redacted.bytes)).toBe('<[secret:other]>')
    expect(request.ran).toBe(false)
    let deep: unknown = 'sk_other_value'
    for (let level = 0; level < 5_000; level++) deep = [deep]
    expect(JSON.stringify(other.of(deep))).not.toContain('sk_other')
  })

  it('R48 keeps errors what they are', () => {
    const cause = new HttpError({
      code: 'HTTP_STATUS',
      message: `no ${secret}`,
      status: 401,
      retryable: false,
      body: secret,
    })
    const error = new ActionError({ trigger: 't', action: 'a', cause })
    const redacted = redaction.of(error)
    expect(redacted).toBe(error)
    expect(ActionError.isInstance(redacted)).toBe(true)
    expect(redacted.message).toContain('no [secret:key]')
    expect(redacted.cause).toBe(cause)
    expect(cause).toMatchObject({ code: 'HTTP_STATUS', status: 401, retryable: false, data: { body: '[secret:key]' } })
    expect(`${redacted.stack} ${cause.stack}`).not.toContain(secret)
    const many = new AggregateError([new ProviderError({ message: secret, data: { secret } })], secret)
    expect(redaction.of(many)).toBe(many)
    expect(many.errors[0]).toMatchObject({ message: '[secret:key]', data: { secret: '[secret:key]' } })
  })

  it('R48 puts another in the place of an error that cannot be changed', () => {
    const frozen = Object.freeze(Object.assign(new TypeError(secret), { code: 'E_X', status: 500 }))
    const redacted = redaction.of(frozen)
    expect(redacted).not.toBe(frozen)
    expect(redacted).toMatchObject({ name: 'TypeError', code: 'E_X', status: 500, message: '[secret:key]' })
  })

  it('R48 leaves nothing of a secret that is part of another', () => {
    const both = new Redaction()
    both.add('short', 'abcd')
    both.add('long', 'abcdefgh')
    expect(both.of('abcdefgh abcd')).toBe('[secret:long] [secret:short]')
  })
})
