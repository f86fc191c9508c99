import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FetchInit, FetchLike } from '../action/executors/http/fetch-like.ts'
import type { Secrets } from '../secret/secret-source.ts'
import { Trigger } from '../trigger/trigger.ts'
import type { EngineOptions } from './engine-options.ts'
import type { ActionReport } from './execution-report.ts'
import { createTriggers } from './triggers.ts'

const value = 'sk_live_42/+ä'
const webhookSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

interface Sent extends FetchInit {
  url: string
}

/** Runs one action for a record; what it came to, and what was sent. */
async function run(
  action: object,
  { secrets = { key: value }, record = {}, answer = () => ({}), ...options }: RunOptions = {},
): Promise<{ report: ActionReport; sent: Sent[]; logged: string }> {
  const sent: Sent[] = []
  const logged: unknown[] = []
  const fetch: FetchLike = async (url, init) => {
    sent.push({ url, ...init })
    const { status = 200, body = '', location } = answer(sent.length)
    const headers = new Headers(location === undefined ? {} : { location })
    return { status, headers, body: undefined, text: async () => body }
  }
  const engine = createTriggers({ fetch, secrets, onError: (error) => logged.push(error), ...options })
  engine.register('orders', { name: 'calls', events: ['afterInsert'], actions: [action as never] })
  const { triggers } = await engine.execute('afterInsert', { table: 'orders', record: { id: 1, ...record } })
  const report = triggers[0]!.actions[0]!
  return { report, sent, logged: printed([report, ...logged]) }
}

interface RunOptions extends EngineOptions {
  secrets?: Secrets
  record?: Record<string, unknown>
  answer?: (attempt: number) => { status?: number; body?: string; location?: string }
}

function printed(values: readonly unknown[]): string {
  const write = vi.fn()
  vi.stubGlobal('console', { error: write })
  return values.map((each) => `${JSON.stringify(each)} ${each instanceof Error ? each.stack : ''}`).join('\n')
}

afterEach(() => vi.unstubAllGlobals())

const post = (options: object = {}, url = 'https://api.example/x'): object =>
  Trigger.http.post(url, { key: '{{secret.key}}' }, options)

describe('secrets', () => {
  it('R48 are in the request, in the way that their place asks for', async () => {
    const action = Trigger.http.post(
      'https://api.example/x?k={{secret.key}}&id={{record.id}}',
      { key: '{{secret.key}}', deep: ['a {{secret.key}} b'] },
      { headers: { Authorization: 'Bearer {{secret.token}}' }, query: { q: '{{secret.key}}' } },
    )
    const { report, sent } = await run(action, { secrets: { key: value, token: async () => 'token' } })
    expect(report.status).toBe('done')
    const url = new URL(sent[0]!.url)
    expect([url.searchParams.get('k'), url.searchParams.get('q'), url.searchParams.get('id')]).toEqual([
      value,
      value,
      '1',
    ])
    expect(sent[0]!.headers.authorization).toBe('Bearer token')
    expect(JSON.parse(sent[0]!.body as string)).toEqual({ key: value, deep: [`a ${value} b`] })
  })

  it('R48 are not made out of what a record says', async () => {
    const action = Trigger.http.post('https://api.example/x', {
      key: '{{secret.key}}',
      note: '{{record.note}}',
      mixed: 'x {{record.note}}',
      forged: '{{record.forged}}',
    })
    const record = { note: '{{secret.key}}', forged: { parts: [{ secret: 'key', place: 'plain' }] } }
    const { sent } = await run(action, { record })
    expect(JSON.parse(sent[0]!.body as string)).toEqual({
      key: value,
      note: '{{secret.key}}',
      mixed: 'x {{secret.key}}',
      forged: record.forged,
    })
  })

  it('R48 are asked for anew at each attempt', async () => {
    const key = vi.fn().mockReturnValueOnce('first-value').mockResolvedValueOnce('second-value')
    const answer = (attempt: number) =>
      attempt === 1 ? { status: 500, body: 'first-value' } : { body: 'second-value first-value' }
    const { report, sent } = await run(post({ retry: { maxAttempts: 2, initialDelay: 1 } }), {
      secrets: { key },
      answer,
    })
    expect(sent.map(({ body }) => body)).toEqual(['{"key":"first-value"}', '{"key":"second-value"}'])
    expect(report.result).toMatchObject({ body: '[secret:key] [secret:key]' })
  })

  it('R48 come too late for an attempt whose time is up: nothing is sent any more', async () => {
    const secrets = { key: () => new Promise<string>((resolve) => setTimeout(resolve, 60, value)) }
    const { report, sent } = await run(post({ timeout: 20 }), { secrets })
    expect(report.error).toMatchObject({ code: 'ACTION_TIMEOUT' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(sent).toEqual([])
  })

  it('R48 are in no result, error or log, and errors stay what they are', async () => {
    const ok = await run(post(), { answer: () => ({ body: `you sent ${value}` }) })
    expect(ok.report.result).toMatchObject({ status: 200, body: 'you sent [secret:key]' })
    const failed = await run(post(), { answer: () => ({ status: 403, body: `not ${value}` }) })
    expect(failed.report.error).toMatchObject({
      code: 'ACTION_FAILED',
      cause: { code: 'HTTP_STATUS', status: 403, retryable: false, data: { body: 'not [secret:key]' } },
    })
    const broken = await run(post(), {
      fetch: async (url) => {
        throw Object.assign(new TypeError(`fetch of ${url} failed with ${value}`), {
          config: { headers: { key: value } },
        })
      },
    })
    for (const { logged } of [ok, failed, broken]) expect(logged).not.toContain('sk_live')
    expect(broken.logged).toContain('[secret:key]')
  })

  it('R48 reach providers of webhooks and applications', async () => {
    const told: unknown[] = []
    const tell = async (...given: unknown[]): Promise<string> => {
      told.push(...given.filter((each) => typeof each === 'object' && !('signal' in (each as object))))
      return `answer ${value}`
    }
    const providers = { callback: { send: tell }, action: { execute: tell } } as never
    const callback = { headers: { a: '{{secret.key}}!' }, body: ['{{secret.key}}'] }
    const latin = { key: 'sk_live_42' }
    const first = await run(Trigger.notification.callback('w:x', { callback }), { providers, secrets: latin })
    const second = await run(Trigger.action.execute('stripe', 'pay', { key: '{{secret.key}}' }), { providers })
    expect(told).toMatchObject([{ headers: { a: 'sk_live_42!' }, body: ['sk_live_42'] }, { key: value }])
    expect([first.report.status, second.report.result]).toEqual(['done', 'answer [secret:key]'])
  })

  it.each<[Secrets, RegExp, string]>([
    [{}, /there is no secret "key"\. Add it/, 'ACTION_INPUT'],
    [() => undefined, /there is no secret "key"/, 'ACTION_INPUT'],
    [{ key: 'abc' }, /at least 4 characters/, 'ACTION_INPUT'],
    [{ key: (() => 5) as never }, /at least 4 characters/, 'ACTION_INPUT'],
    [Object.create({ key: value }) as never, /there is no secret "key"/, 'ACTION_INPUT'],
    [
      {
        key: () => {
          throw new Error('vault is shut')
        },
      },
      /the secret "key" could not be had/,
      'SECRET_UNAVAILABLE',
    ],
  ])('R48 %j is an error that says so', async (secrets, message, code) => {
    const { report, sent } = await run(post(), { secrets })
    expect(report.error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(sent).toEqual([])
  })

  it('R48 go into the actions of a fallback.run, and out of none of their results and errors', async () => {
    const action = Trigger.fallback.run([post({ name: 'first' }) as never, post({ name: 'second' }) as never])
    const answer = (attempt: number) => ({ status: attempt === 1 ? 403 : 200, body: `you sent ${value}` })
    const { report, sent, logged } = await run(action, { answer })
    expect(sent.map(({ body }) => body)).toEqual([JSON.stringify({ key: value }), JSON.stringify({ key: value })])
    expect(report.result).toMatchObject({ name: 'second', result: { body: 'you sent [secret:key]' } })
    expect(logged).toContain('[secret:key]')
    expect(logged).not.toContain('sk_live')
  })

  it('R48 check() tells of secrets that there are not', () => {
    const engine = createTriggers({ secrets: { key: value } })
    const actions = [post() as never, { ...Trigger.http.post('https://a.example', {}), sign: ['key', 'hook'] }]
    engine.register('orders', { name: 'calls', events: ['afterInsert'], actions })
    expect(engine.check().filter(({ code }) => code.startsWith('SECRET'))).toMatchObject([
      { severity: 'error', code: 'SECRET_UNKNOWN', message: expect.stringContaining('names the secret "hook"') },
    ])
  })

  it('R48 a header takes no line break from a secret', async () => {
    const action = Trigger.http.get('https://api.example', { headers: { a: '{{secret.key}}' } })
    const { report, logged } = await run(action, { secrets: { key: 'line\r\nbreak' } })
    expect(report.error?.message).toContain('the secret "key" holds a character that headers cannot carry')
    expect(logged).not.toContain('line\\r')
  })
})

describe('secrets that are bound to hosts', () => {
  const bound = (...hosts: string[]): Secrets => ({ key: { value, hosts } })

  it.each(['api.example', '*.example', 'API.EXAMPLE'])('R48 go to %s', async (host) => {
    expect((await run(post(), { secrets: bound(host) })).report.status).toBe('done')
  })

  it.each(['other.example', 'api.example:8443', '*.api.example', 'example'])(
    'R48 go nowhere but to %s',
    async (host) => {
      const { report, sent } = await run(post(), { secrets: bound(host) })
      expect(report.error?.message).toContain(`the secret "key" may not be sent to api.example, only to ${host}`)
      expect(sent).toEqual([])
    },
  )

  it('R48 go along with no redirect to another host, unless it is one of theirs', async () => {
    const answer = (attempt: number) => (attempt === 1 ? { status: 307, location: 'https://evil.example/y' } : {})
    for (const secrets of [{ key: value }, bound('api.example')]) {
      const { report, sent } = await run(post(), { secrets, answer })
      expect(report.error?.message).toContain('may not be sent to evil.example')
      expect(sent).toHaveLength(1)
    }
    expect((await run(post(), { secrets: bound('*.example'), answer })).sent).toHaveLength(2)
    const home = (attempt: number) => (attempt === 1 ? { status: 307, location: '/y' } : {})
    expect((await run(post(), { answer: home })).sent).toHaveLength(2)
  })

  it('R48 have to be, where a value says where the request goes', async () => {
    const record = { hook: 'https://evil.example/' }
    const action = Trigger.http.post('{{record.hook}}', { key: '{{secret.key}}' })
    expect((await run(action, { record })).report.error?.message).toContain('has to be bound to its hosts')
    const { report } = await run(action, { record, secrets: bound('api.example') })
    expect(report.error?.message).toContain('may not be sent to evil.example')
  })

  it('R48 are for http only', async () => {
    const providers = { action: { execute: async () => 1 } } as never
    const { report } = await run(Trigger.action.execute('a', 'b', '{{secret.key}}'), {
      providers,
      secrets: bound('x.example'),
    })
    expect(report.error?.message).toContain('only http.* can keep to them')
  })
})

describe('signed webhooks', () => {
  it('R48 are verified by the library, for each of the secrets, and signed anew at each attempt', async () => {
    const other = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
    const secrets = { hook: webhookSecret, next: async () => other }
    const action = Trigger.http.post(
      'https://api.example/hook',
      { order: '{{record.id}}' },
      { sign: ['hook', 'next'], retry: { maxAttempts: 2, initialDelay: 1 } },
    )
    const { sent, report } = await run(action, {
      secrets,
      answer: (attempt) => ({ status: attempt === 1 ? 503 : 200 }),
    })
    expect(report.status).toBe('done')
    for (const { headers, body } of sent) {
      for (const secret of [webhookSecret, other])
        expect(new Webhook(secret).verify(body as string, headers)).toEqual({ order: 1 })
    }
    expect(sent[0]!.headers['webhook-id']).toBe(sent[1]!.headers['webhook-id'])
    expect(sent[0]!.headers['webhook-id']).toBe(sent[0]!.headers['idempotency-key'])
  })

  it('R48 a secret that is none for signing is an error that does not tell it', async () => {
    const action = { ...Trigger.http.put('https://api.example', {}), sign: 'hook' }
    const { report, sent, logged } = await run(action, { secrets: { hook: 'not-base64!' } })
    expect(report.error?.message).toContain('could not be signed')
    expect(logged).not.toContain('not-base64!')
    expect(sent).toEqual([])
  })
})
