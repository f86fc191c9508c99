import { type ProviderCall, ProviderError, type Push } from '@triggerkit/core'
import { expect, it, vi } from 'vitest'
import { notificationTag } from './notification-tag.ts'
import { sendToEach } from './send-to-each.ts'
import { shownToken } from './shown-token.ts'

const call: ProviderCall = {
  signal: new AbortController().signal,
  idempotencyKey: 'key',
  trigger: 't',
  action: 'a',
  event: 'afterInsert',
  table: 'orders',
  timestamp: '2026-01-01T00:00:00.000Z',
}

function pushTo(...deviceTokens: string[]): Push {
  return { deviceTokens, title: '', body: '', data: {}, message: 'default', variables: {} }
}

function failing(code: string, retryable: boolean, retryAfter?: number): ProviderError {
  return new ProviderError({ message: `p says ${code}.`, code, retryable, retryAfterMs: retryAfter, provider: 'p' })
}

const answers: Record<string, string | ProviderError> = {
  'token-of-the-first': 'id-1',
  'token-of-the-gone': failing('PUSH_TOKEN_GONE', false),
  'token-of-the-slow': failing('SLOW', true, 500),
  'token-of-the-slower': failing('SLOW', true, 900),
}

async function sendOne(token: string): Promise<string> {
  const answer = answers[token]!
  if (typeof answer !== 'string') throw answer
  return answer
}

it('succeeds where one device is reached, with what became of the others; each token once', async () => {
  const sent = vi.fn(sendOne)
  const tokens = ['token-of-the-first', 'token-of-the-slow', 'token-of-the-gone', 'token-of-the-first']
  const gone = vi.fn(() => Promise.reject(new Error('not heard of')))
  const result = await sendToEach(pushTo(...tokens), call, { sendOne: sent, shown: shownToken, onTokenGone: gone })
  expect(result).toEqual({
    tickets: [
      { token: '…irst', id: 'id-1' },
      { token: '…slow', error: 'SLOW', reason: 'says SLOW.' },
      { token: '…gone', error: 'PUSH_TOKEN_GONE', reason: 'says PUSH_TOKEN_GONE.' },
    ],
  })
  expect(sent).toHaveBeenCalledTimes(3)
  expect(gone).toHaveBeenCalledWith('token-of-the-gone', expect.objectContaining({ idempotencyKey: 'key' }))
})

it('fails where none is reached: worth another attempt where one of them may be, after the longest wait', async () => {
  const each = { sendOne, shown: shownToken }
  const mixed = sendToEach(pushTo('token-of-the-gone', 'token-of-the-slow', 'token-of-the-slower'), call, each)
  await expect(mixed).rejects.toMatchObject({
    code: 'SLOW',
    retryable: true,
    retryAfterMs: 900,
    message: 'p says SLOW. None of 3 devices was reached (PUSH_TOKEN_GONE, SLOW).',
  })
  await expect(sendToEach(pushTo('token-of-the-gone'), call, each)).rejects.toBe(answers['token-of-the-gone'])
})

it('rejects with what the signal was aborted with, and starts nothing then', async () => {
  const signal = AbortSignal.abort(new Error('late'))
  const sent = vi.fn(sendOne)
  const late = sendToEach(pushTo('token-of-the-first'), { ...call, signal }, { sendOne: sent, shown: shownToken })
  await expect(late).rejects.toThrow('late')
  expect(sent).not.toHaveBeenCalled()
})

it('shows the end of a token, and nothing of a short one', () => {
  expect(shownToken('ExponentPushToken[abcdefghijkl]')).toBe('…ijkl')
  expect(shownToken('short')).toBe('…')
})

it('makes a tag of any key', () => {
  expect(notificationTag('a key/with ☃')).toMatch(/^[\w-]{32}$/)
  expect(notificationTag('a')).not.toBe(notificationTag('b'))
})
