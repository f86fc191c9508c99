import { expect, it } from 'vitest'
import { s3Failure } from './s3-failure.ts'

function answer(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })
}

it('tries again where no credentials were to be had: the metadata service may be slow', () => {
  const error = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  })
  expect(s3Failure(error)).toMatchObject({
    code: 'S3_CREDENTIALS_PROVIDER_ERROR',
    retryable: true,
    remedy: expect.stringMatching(/Give s3\(\{ credentials \}\).*metadata service/) as unknown,
  })
})

it.each([
  ['AccessDenied', 403, false],
  ['InvalidAccessKeyId', 403, false],
  ['ExpiredToken', 400, true],
  ['SlowDown', 503, true],
])('%s (%s): retryable %s', (name, status, retryable) => {
  expect(s3Failure(answer(name, status))).toMatchObject({ retryable, status })
})

it('says nothing of what is not of S3', () => {
  expect(s3Failure(new TypeError('x'))).toEqual({})
})
