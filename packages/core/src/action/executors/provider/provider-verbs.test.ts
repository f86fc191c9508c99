import { describe, expect, it } from 'vitest'
import type { Providers } from '../../../provider/provider-registry.ts'
import { actionPayloads } from '../../../trigger/action-payload.ts'
import { builtInExecutors } from '../../built-in-executors.ts'
import { providerNeedOf } from '../../provider-need.ts'
import { runOne, toRun } from '../../run-fixture.ts'
import { providerVerbs } from './provider-verbs.ts'

/** Runs an action with a provider that tells what it was asked: method and arguments but the call. */
async function ask(
  type: string,
  payload: Record<string, unknown>,
  record = {},
  answer: unknown = 'done',
): Promise<unknown[]> {
  const asked: unknown[] = []
  const provider = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'family' || name === 'messages' || name === 'concurrency') return undefined
        return async (...args: unknown[]) => {
          asked.push(name, ...args.slice(0, -1))
          return answer
        }
      },
    },
  )
  const providers = { [providerVerbs[type]!.family]: provider } as Providers
  await runOne(builtInExecutors().get(type)!, { type, payload, record }, { providers })
  return asked
}

describe('actions that providers do', () => {
  const record = { id: 7, name: 'Ann' }

  it.each<[string, Record<string, unknown>, unknown[]]>([
    ['cache.get', { cache: 'redis', key: 'user:{{record.id}}' }, ['get', 'user:7']],
    [
      'cache.set',
      { cache: 'redis', key: 'user:{{record.id}}', value: '{{record}}', ttl: 3600 },
      ['set', 'user:7', record, { ttlSeconds: 3600 }],
    ],
    ['cache.set', { cache: 'redis', key: 'k', value: null }, ['set', 'k', null, { ttlSeconds: undefined }]],
    ['cache.delete', { cache: 'redis', key: '{{record.id}}' }, ['delete', '7']],
    ['cache.invalidate', { cache: 'redis', pattern: 'user:*' }, ['invalidate', 'user:*']],
    ['storage.delete', { storage: 's', path: '/users/{{record.id}}/a.png' }, ['delete', '/users/7/a.png']],
    [
      'storage.copy',
      { storage: 's', source: '/t/d.png', destination: '/users/{{record.id}}/a.png' },
      ['copy', '/t/d.png', '/users/7/a.png'],
    ],
    ['workflow.execute', { workflow: 'onboard', input: { id: '{{record.id}}' } }, ['execute', 'onboard', { id: 7 }]],
    ['workflow.dispatch', { workflow: 'sync' }, ['dispatch', 'sync', undefined]],
    [
      'action.execute',
      { app: 'stripe', action: 'create-customer', input: { name: '{{record.name}}' } },
      ['execute', 'stripe', 'create-customer', { name: 'Ann' }],
    ],
    [
      'agent.run',
      { agent: 'support', prompt: 'Greet {{record.name}}', context: { user: '{{record}}' } },
      ['run', 'support', 'Greet Ann', { user: record }],
    ],
    ['fallback.execute', { fallback: 'pay', input: 1 }, ['execute', 'pay', 1]],
    [
      'broker.publish',
      { broker: 'kafka:user-events', message: { id: '{{record.id}}' } },
      ['publish', 'user-events', { id: 7 }, { headers: {} }],
    ],
    ['broker.publish', { broker: 'user-events', message: 'text' }, ['publish', 'user-events', 'text', { headers: {} }]],
    [
      'broker.publish',
      {
        broker: 'kafka:orders',
        message: 1,
        key: '{{record.id}}',
        headers: { 'x-name': '{{record.name}}', gone: null },
      },
      ['publish', 'orders', 1, { key: '7', headers: { 'x-name': 'Ann' } }],
    ],
  ])('%s %j', async (type, payload, expected) => {
    expect(await ask(type, payload, record)).toEqual(expected)
  })

  it('quota.* fail where the quota is used up', async () => {
    const payload = { quota: 'mails', key: 'tenant-{{record.id}}', amount: 2 }
    expect(await ask('quota.check', payload, record, { allowed: true })).toEqual([
      'check',
      'mails',
      { key: 'tenant-7', amount: 2 },
    ])
    expect(await ask('quota.consume', { quota: 'mails' }, {}, { allowed: true })).toEqual([
      'consume',
      'mails',
      { key: undefined, amount: 1 },
    ])
    await expect(ask('quota.consume', payload, record, { allowed: false, remaining: 1 })).rejects.toMatchObject({
      code: 'QUOTA_EXCEEDED',
      retryable: false,
      message: 'Action "step" of trigger "rule" (afterInsert on orders): the quota "mails" is used up (1 left).',
    })
  })

  it.each<[string, Record<string, unknown>]>([
    ['cache.delete', { cache: 'c', key: 'user:{{record.none}}' }],
    ['cache.invalidate', { cache: 'c', pattern: '{{record.none}}*' }],
    ['storage.delete', { storage: 's', path: '/users/{{record.none}}' }],
    ['quota.check', { quota: 'q', key: '{{record.none}}' }],
  ])('R26 %s refuses a key with a gap', async (type, payload) => {
    await expect(ask(type, payload)).rejects.toThrow('there is no value for {{record.none}}')
  })

  it('no value widens a glob', async () => {
    expect(await ask('cache.invalidate', { cache: 'c', pattern: 'user:{{record.id}}:*' }, { id: '*?[a]\\' })).toEqual([
      'invalidate',
      'user:\\*\\?\\[a\\]\\\\:*',
    ])
  })

  it.each(['../x', 'a/b', 'a\\b', '..'])('no value leaves its part of a path: %s', async (id) => {
    await expect(ask('storage.delete', { storage: 's', path: '/users/{{record.id}}/a.png' }, { id })).rejects.toThrow(
      /another path|has to be a path/,
    )
  })

  it('storage.upload takes base64 text, data URLs, bytes and texts', async () => {
    const upload = (payload: Record<string, unknown>, from = {}): Promise<unknown[]> =>
      ask('storage.upload', { storage: 's', path: '/a', ...payload }, from)
    const hi = new TextEncoder().encode('hi')
    expect(await upload({ dataField: 'avatar', mimeType: 'image/png' }, { avatar: 'aGk=' })).toEqual([
      'upload',
      '/a',
      hi,
      { mimeType: 'image/png' },
    ])
    expect((await upload({ dataField: 'avatar' }, { avatar: 'data:image/gif;base64,aGk=' }))[3]).toEqual({
      mimeType: 'image/gif',
    })
    expect((await upload({ dataField: 'avatar' }, { avatar: Buffer.from('hi') })).slice(2)).toEqual([
      hi,
      { mimeType: 'application/octet-stream' },
    ])
    expect((await upload({ data: 'hi' })).slice(2)).toEqual([hi, { mimeType: 'text/plain;charset=UTF-8' }])
    expect((await upload({ data: { a: 1 } }))[3]).toEqual({ mimeType: 'application/json' })
    await expect(upload({ dataField: 'avatar' }, { avatar: 'no base64!' })).rejects.toThrow(
      '"avatar" has to hold bytes or base64 text',
    )
    await expect(upload({ dataField: 'avatar' })).rejects.toThrow('there is nothing to store in "avatar"')
  })
})

describe('the executors that are built in', () => {
  it('do every action type', () => {
    const executors = builtInExecutors()
    const missing = Object.keys(actionPayloads).filter(
      (type) => !executors.has(type) && !executors.has(type.split('.')[0]!),
    )
    expect(missing).toEqual([])
  })

  it('tell which provider an action needs', () => {
    const need = (type: string, payload: Record<string, unknown>): unknown =>
      providerNeedOf(toRun({ type, payload }).action)
    expect(need('cache.set', { cache: 'redis-cache' })).toEqual({ family: 'cache', tag: 'redis-cache' })
    expect(need('notification.email', { notification: 'emails:x' })).toEqual({ family: 'email', tag: 'emails:x' })
    expect(need('cache.set', { cache: '{{env}}' })).toEqual({ family: 'cache', tag: undefined })
    expect(need('http.get', {})).toBeUndefined()
  })
})
