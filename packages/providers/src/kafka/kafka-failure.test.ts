import { AuthenticationError, MultipleErrors, NetworkError, ResponseError, TimeoutError } from '@platformatic/kafka'
import { expect, it } from 'vitest'
import { describeFailure } from './kafka-failure.ts'

const handshake = (cause: Error): Error => new AuthenticationError('Cannot find a suitable SASL mechanism.', { cause })
const login = (cause: Error): Error => new AuthenticationError('SASL authentication failed.', { cause })
const refusal = (): Error => login(new ResponseError(36, 2, { '/': [58, 'no'] }, {}))
const sourced = (cause: Error): Error => new AuthenticationError('The token provider threw an error.', { cause })
/** As the client throws what ended a connection. */
const connecting = (...causes: Error[]): Error =>
  new MultipleErrors(
    'Cannot connect to any broker.',
    causes.map((cause) => new NetworkError('Connection to a:1 failed.', { cause })),
  )

it.each([
  ['a handshake that is broken off', connecting(handshake(new NetworkError('Connection closed'))), /brokers run/],
  ['a handshake that is not answered', connecting(handshake(new TimeoutError('Request timed out'))), /brokers run/],
  ['a step of SCRAM that is broken off', connecting(login(new NetworkError('Connection closed'))), /brokers run/],
  ['a source of tokens that fails', connecting(sourced(new TypeError('fetch failed'))), /gives the token/],
  ['such a source within a login', connecting(login(sourced(new Error('busy')))), /gives the token/],
])('%s is worth another attempt', (_, thrown, remedy) => {
  expect(describeFailure(thrown)).toMatchObject({
    code: 'KAFKA_AUTHENTICATION',
    retryable: true,
    remedy: expect.stringMatching(remedy) as unknown,
  })
})

it.each([
  ['wrong credentials', connecting(refusal())],
  ['wrong credentials, where another broker is down', connecting(refusal(), handshake(new NetworkError('closed')))],
  [
    'a mechanism that the brokers do not have',
    connecting(handshake(new ResponseError(17, 1, { '/': [33, null] }, {}))),
  ],
  ['a server that does not know the password', connecting(new AuthenticationError('Invalid server signature.'))],
])('%s: final', (_, thrown) => {
  expect(describeFailure(thrown)).toMatchObject({
    code: 'KAFKA_AUTHENTICATION',
    retryable: false,
    remedy: expect.stringContaining('See that `sasl`') as unknown,
  })
})
