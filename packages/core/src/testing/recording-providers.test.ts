import { describe, expect, it } from 'vitest'
import { createTriggers } from '../engine/triggers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { type RecordingProviders, recordingProviders } from './recording-providers.ts'

type Action = ReturnType<typeof Trigger.log.info>

async function run(recorded: RecordingProviders, ...actions: Action[]) {
  const triggers = createTriggers({ providers: recorded.providers, onError: () => undefined })
  const named = actions.map((action, index) => ({ ...action, name: `step${index}`, continueOnError: true }))
  triggers.register('users', { name: 'rule', events: ['afterInsert'], actions: named })
  const record = { id: 1, email: 'ann@example.com', tags: ['new'] }
  const { triggers: ran } = await triggers.execute('afterInsert', { table: 'users', record })
  return ran[0]!.actions
}

const set = Trigger.cache.set('redis', 'user:{{record.id}}', '{{record}}', 3600)
const remove = Trigger.cache.delete('redis', 'user:{{record.id}}')

describe('providers that record', () => {
  it('keep the call of every family as plain data, in order', async () => {
    const recorded = recordingProviders()
    await run(
      recorded,
      Trigger.notification.email('emails:welcome', ['{{record.email}}'], {
        subject: 'Hello',
        template: { id: '{{record.id}}' },
      }),
      Trigger.notification.sms('sms', '+491', { body: { code: 7 } }),
      Trigger.notification.push('push:new', { device_tokens: 't1', title: 'Hi', body: 'You' }),
      Trigger.notification.callback('hooks:made', { callback: { body: { id: '{{record.id}}' } } }),
      Trigger.broker.publish('kafka:events', { id: '{{record.id}}' }),
      set,
      remove,
      Trigger.cache.get('redis', 'k'),
      Trigger.cache.invalidate('redis', 'user:*'),
      Trigger.storage.upload('files', '/a', { data: 'hi', mimeType: 'text/plain' }),
      Trigger.storage.delete('files', '/a'),
      Trigger.storage.copy('files', '/a', '/b'),
      Trigger.workflow.execute('onboard', { id: '{{record.id}}' }),
      Trigger.workflow.dispatch('sync'),
      Trigger.action.execute('stripe', 'charge', { id: '{{record.id}}' }),
      Trigger.agent.run('support', 'Greet', { id: '{{record.id}}' }),
      Trigger.quota.check('mails', { key: 't' }),
      Trigger.quota.consume('mails', { amount: 2 }),
      Trigger.fallback.execute('pay', 1),
    )
    expect(recorded.calls).toStrictEqual([
      {
        type: 'notification.email',
        notification: 'emails',
        message: 'welcome',
        recipients: ['ann@example.com'],
        subject: 'Hello',
        text: 'id: 1',
        variables: { id: 1 },
      },
      {
        type: 'notification.sms',
        notification: 'sms',
        message: 'default',
        recipients: ['+491'],
        text: 'code: 7',
        variables: { code: 7 },
      },
      {
        type: 'notification.push',
        notification: 'push',
        message: 'new',
        device_tokens: ['t1'],
        title: 'Hi',
        body: 'You',
        data: {},
        variables: {},
      },
      {
        type: 'notification.callback',
        notification: 'hooks',
        message: 'made',
        body: { id: 1 },
        headers: {},
        query: {},
        params: {},
      },
      { type: 'broker.publish', broker: 'kafka', topic: 'events', message: { id: 1 } },
      {
        type: 'cache.set',
        cache: 'redis',
        key: 'user:1',
        value: { id: 1, email: 'ann@example.com', tags: ['new'] },
        ttlSeconds: 3600,
      },
      { type: 'cache.delete', cache: 'redis', key: 'user:1' },
      { type: 'cache.get', cache: 'redis', key: 'k' },
      { type: 'cache.invalidate', cache: 'redis', pattern: 'user:*' },
      {
        type: 'storage.upload',
        storage: 'files',
        path: '/a',
        bytes: new TextEncoder().encode('hi'),
        mimeType: 'text/plain',
      },
      { type: 'storage.delete', storage: 'files', path: '/a' },
      { type: 'storage.copy', storage: 'files', source: '/a', destination: '/b' },
      { type: 'workflow.execute', workflow: 'onboard', input: { id: 1 } },
      { type: 'workflow.dispatch', workflow: 'sync' },
      { type: 'action.execute', app: 'stripe', action: 'charge', input: { id: 1 } },
      { type: 'agent.run', agent: 'support', prompt: 'Greet', context: { id: 1 } },
      { type: 'quota.check', quota: 'mails', key: 't', amount: 1 },
      { type: 'quota.consume', quota: 'mails', amount: 2 },
      { type: 'fallback.execute', fallback: 'pay', input: 1 },
    ])
  })

  it('keep a copy: what happens to a value later is not seen', async () => {
    const recorded = recordingProviders()
    const input = { list: [1] }
    await recorded.providers.workflow.execute('w', input, {
      signal: new AbortController().signal,
      idempotencyKey: 'k',
      trigger: 't',
      action: 'a',
      event: 'afterInsert',
      table: 'orders',
      timestamp: '2026-01-02T03:04:05.000Z',
    })
    input.list.push(2)
    expect(recorded.calls).toEqual([{ type: 'workflow.execute', workflow: 'w', input: { list: [1] } }])
  })

  it('answer as the options and as they are told, what is told last first', async () => {
    const recorded = recordingProviders({
      answers: { cache: 'any', 'cache.get': ({ key }) => `value of ${key}` },
    })
    const get = Trigger.cache.get('redis', 'k')
    expect((await run(recorded, get, remove)).map(({ result }) => result)).toEqual(['value of k', 'any'])
    recorded.answer('cache', 1).answer({ type: 'cache.get', cache: 'redis' }, 2, { times: 1 })
    expect((await run(recorded, get, get, remove)).map(({ result }) => result)).toEqual([2, 1, 1])
    recorded.clear()
    expect(recorded.calls).toEqual([])
    expect((await run(recorded, get)).map(({ result }) => result)).toEqual(['value of k'])
  })

  it('fail as they are told, by family, type and tag, and so many times', async () => {
    const recorded = recordingProviders()
    const error = new Error('no mail today')
    recorded.fail('email', { error }).fail({ type: 'cache.set', cache: 'redis' }, { times: 1 })
    const mail = Trigger.notification.email('emails', 'ann@example.com')
    const other = Trigger.cache.set('other', 'k', 1)
    const actions = await run(recorded, mail, other, set, set)
    expect(actions.map(({ status }) => status)).toEqual(['failed', 'done', 'failed', 'done'])
    expect(actions[0]!.error).toMatchObject({ cause: error })
    expect(actions[2]!.error).toMatchObject({
      cause: { code: 'PROVIDER_FAILED', message: 'cache.set was told to fail.', retryable: true },
    })
    expect(recorded.callsOf('cache.set')).toHaveLength(3)
    expect(recorded.callsOf({ cache: 'redis' })).toHaveLength(2)
  })

  it('use up a quota', async () => {
    const recorded = recordingProviders({ answers: { quota: { allowed: false, retryAfterMs: 500 } } })
    const [action] = await run(recorded, Trigger.quota.check('mails'))
    expect(action!.error).toMatchObject({ cause: { code: 'QUOTA_EXCEEDED', retryAfterMs: 500 } })
  })
})
