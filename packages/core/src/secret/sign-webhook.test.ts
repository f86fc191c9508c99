import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { signWebhook } from './sign-webhook.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

describe('signWebhook', () => {
  it.each(['{"a":"ü"}', '', 'text'])('R48 signs %j so that the library verifies it', async (body) => {
    const headers = await signWebhook({ id: 'msg_1', body, secrets: [secret] })
    expect(headers['webhook-id']).toBe('msg_1')
    expect(() => new Webhook(secret).verify(body === '' ? '' : body, { ...headers })).not.toThrow(/signature/i)
    expect(headers['webhook-signature']).toBe(
      new Webhook(secret).sign('msg_1', new Date(Number(headers['webhook-timestamp']) * 1_000), body),
    )
    expect(() => new Webhook(other).verify(body, { ...headers })).toThrow('No matching signature')
  })

  it('R48 signs bytes, and with several secrets while one replaces another', async () => {
    const body = new TextEncoder().encode('{"a":1}')
    const headers = await signWebhook({ id: 'msg_1', body, secrets: [secret, other], now: Date.now() })
    for (const each of [secret, other, secret.slice('whsec_'.length)])
      expect(new Webhook(each).verify('{"a":1}', { ...headers })).toEqual({ a: 1 })
  })

  it.each(['whsec_', 'whsec_!!!!', 'whsec_c2hvcnQ=', 'no base64 at all'])(
    'R48 refuses the secret %j without telling it',
    async (wrong) => {
      const failure = await signWebhook({ id: 'm', body: '', secrets: [wrong] }).catch((error: Error) => error)
      expect(failure).toMatchObject({ code: 'WEBHOOK_SECRET' })
      expect((failure as Error).message).not.toContain(wrong === 'whsec_' ? '""' : wrong)
    },
  )

  it.each(['a.b', 'a\nb', ''])('R48 refuses the id %j', async (id) => {
    await expect(signWebhook({ id, body: '', secrets: [secret] })).rejects.toMatchObject({ code: 'WEBHOOK_ID' })
  })
})
