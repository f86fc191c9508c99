import { describe, expect, it } from 'vitest'
import { ActionError } from '../errors/action-error.ts'
import { ProviderMissingError } from '../errors/provider-missing-error.ts'
import { WriteRejectedError } from '../errors/write-rejected-error.ts'
import { HttpError } from './executors/http/http-error.ts'
import { isRetryable } from './is-retryable.ts'

class DeadlockError extends Error {
  override name = 'DeadlockError'
}

const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
const busy = new HttpError({ code: 'HTTP_STATUS', message: 'busy', status: 503, retryable: true })
const timeout = new ActionError({ code: 'ACTION_TIMEOUT', message: 'too long' })
const strange = Object.defineProperty({}, 'code', {
  get() {
    throw new Error('trap')
  },
})

describe('whether another attempt is worth while', () => {
  it.each([
    ['a code', refused, 'ECONNREFUSED', true],
    ['another code', refused, 'ETIMEDOUT', false],
    ['a status', busy, 503, true],
    ['another status', busy, 502, false],
    ['a class', new DeadlockError(), DeadlockError, true],
    ["a class's name", new DeadlockError(), 'DeadlockError', true],
    ['our time limit as ETIMEDOUT', timeout, 'ETIMEDOUT', true],
    ["undici's time limit as ETIMEDOUT", { code: 'UND_ERR_CONNECT_TIMEOUT' }, 'ETIMEDOUT', true],
    ['a strange error', strange, 'X', false],
    ['a text', 'thrown', 'thrown', false],
    ['a rejected write, whatever is said', new WriteRejectedError({}), 'WRITE_REJECTED', false],
  ] as const)('by %s', (_name, error, wanted, expected) => {
    expect(isRetryable(error, [wanted])).toBe(expected)
  })

  it.each([
    [new Error('any'), true],
    ['text', true],
    [timeout, true],
    [busy, true],
    [new HttpError({ code: 'HTTP_STATUS', message: 'no', status: 404, retryable: false }), false],
    [new Error('round it', { cause: { retryable: false } }), false],
    [new ActionError({ code: 'ACTION_INPUT', message: 'wrong' }), false],
    [new ProviderMissingError({ family: 'email' }), false],
    [new WriteRejectedError({}), false],
  ])('by default: %s is %s', (error, expected) => {
    expect(isRetryable(error)).toBe(expected)
  })
})
