import { describe, expect, it } from 'vitest'
import { ConditionOperator } from '../condition/condition-operator.ts'
import { compileTemplate } from '../template/compile-template.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import { Trigger } from './trigger.ts'
import { TriggerActionType } from './trigger-action-type.ts'
import { TriggerEvent } from './trigger-event.ts'
import { TriggerTiming } from './trigger-timing.ts'

const record = { id: 7, email: 'ann@example.com', name: 'Ann', total: 1200, phone: '+41', device_token: 't' }
/** An action's type and payload as it runs for the record above. */
const rendered = (action: object): unknown => {
  const definition = { name: 'spec', tables: ['users'], events: [TriggerEvent.AFTER_INSERT], actions: [action] }
  const [normalized] = normalizeTrigger(definition, { origin: 'code' }).actions
  return [normalized!.type, compileTemplate(normalized!.payload).render({ record, timestamp: 'now' })]
}

describe("the builder makes SPEC's actions", () => {
  it.each([
    [
      Trigger.database.insert('audit_logs', {
        action: 'user_created',
        user_id: '{{record.id}}',
        timestamp: '{{timestamp}}',
      }),
      ['database.insert', { table: 'audit_logs', data: { action: 'user_created', user_id: 7, timestamp: 'now' } }],
    ],
    [
      Trigger.database.update('user_stats', { login_count: { $INC: 1 } }, { user_id: '{{record.id}}' }),
      ['database.update', { table: 'user_stats', data: { login_count: { $INC: 1 } }, where: { user_id: 7 } }],
    ],
    [
      Trigger.database.delete('temp_data', { user_id: '{{record.id}}' }),
      ['database.delete', { table: 'temp_data', where: { user_id: 7 } }],
    ],
    [
      Trigger.storage.upload('my-storage', '/users/{{record.id}}/avatar.png', {
        dataField: 'avatarBase64',
        mimeType: 'image/png',
      }),
      [
        'storage.upload',
        { storage: 'my-storage', path: '/users/7/avatar.png', dataField: 'avatarBase64', mimeType: 'image/png' },
      ],
    ],
    [
      Trigger.storage.delete('my-storage', '/users/{{record.id}}/a'),
      ['storage.delete', { storage: 'my-storage', path: '/users/7/a' }],
    ],
    [
      Trigger.storage.copy('my-storage', '/templates/a.png', '/users/{{record.id}}/a.png'),
      ['storage.copy', { storage: 'my-storage', source: '/templates/a.png', destination: '/users/7/a.png' }],
    ],
    [
      Trigger.notification.email('emails:welcome', ['{{record.email}}'], {
        subject: { userName: '{{record.name}}' },
        template: { a: 1 },
      }),
      [
        'notification.email',
        {
          notification: 'emails:welcome',
          recipients: [record.email],
          subject: { userName: 'Ann' },
          template: { a: 1 },
        },
      ],
    ],
    [
      Trigger.notification.email('order-emails', '{{record.email}}', {
        subject: 'Total: ${{record.total}}',
        variables: { n: '{{record.id}}' },
      }),
      [
        'notification.email',
        { notification: 'order-emails', recipients: record.email, subject: 'Total: $1200', variables: { n: 7 } },
      ],
    ],
    [
      Trigger.notification.email('email-service', '{{record.email}}'),
      ['notification.email', { notification: 'email-service', recipients: record.email }],
    ],
    [
      Trigger.notification.sms('sms:code', ['{{record.phone}}'], { body: { code: 5 } }),
      ['notification.sms', { notification: 'sms:code', recipients: ['+41'], body: { code: 5 } }],
    ],
    [
      Trigger.notification.push('push:new', {
        device_tokens: ['{{record.device_token}}'],
        title: { a: 1 },
        body: { b: 1 },
        data: { id: '{{record.id}}' },
      }),
      [
        'notification.push',
        { notification: 'push:new', device_tokens: ['t'], title: { a: 1 }, body: { b: 1 }, data: { id: 7 } },
      ],
    ],
    [
      Trigger.notification.callback('webhooks:order', {
        callback: { body: { id: '{{record.id}}' }, headers: { 'X-Order-Id': '{{record.id}}' } },
      }),
      [
        'notification.callback',
        { notification: 'webhooks:order', callback: { body: { id: 7 }, headers: { 'X-Order-Id': 7 } } },
      ],
    ],
    [
      Trigger.broker.publish('kafka:user-events', { userId: '{{record.id}}' }),
      ['broker.publish', { broker: 'kafka:user-events', message: { userId: 7 } }],
    ],
    [
      Trigger.cache.set('redis', 'user:{{record.id}}', '{{record}}', 3600),
      ['cache.set', { cache: 'redis', key: 'user:7', value: record, ttl: 3600 }],
    ],
    [Trigger.cache.invalidate('redis', 'user:*'), ['cache.invalidate', { cache: 'redis', pattern: 'user:*' }]],
    [Trigger.cache.delete('redis', 'user:{{record.id}}'), ['cache.delete', { cache: 'redis', key: 'user:7' }]],
    [
      Trigger.workflow.execute('onboarding', { id: '{{record.id}}' }),
      ['workflow.execute', { workflow: 'onboarding', input: { id: 7 } }],
    ],
    [
      Trigger.workflow.dispatch('sync', { id: '{{record.id}}' }),
      ['workflow.dispatch', { workflow: 'sync', input: { id: 7 } }],
    ],
    [
      Trigger.action.execute('stripe', 'create-customer', { email: '{{record.email}}' }),
      ['action.execute', { app: 'stripe', action: 'create-customer', input: { email: record.email } }],
    ],
    [
      Trigger.agent.run('support-agent', 'Analyze', { userData: '{{record}}' }),
      ['agent.run', { agent: 'support-agent', prompt: 'Analyze', context: { userData: record } }],
    ],
    [
      Trigger.http.post('https://a.example/hooks', { data: '{{record}}' }, { headers: { 'X-API-Key': 'k' } }),
      ['http.post', { url: 'https://a.example/hooks', body: { data: record }, headers: { 'X-API-Key': 'k' } }],
    ],
    [
      Trigger.http.get('https://a.example/v?email={{record.email}}'),
      ['http.get', { url: `https://a.example/v?email=${record.email}` }],
    ],
    [
      Trigger.log.info('User: {{record.email}}', { userId: '{{record.id}}' }),
      ['log.info', { message: `User: ${record.email}`, data: { userId: 7 } }],
    ],
    [
      Trigger.log.error('Failed', { errors: '{{record.validation_errors}}' }),
      ['log.error', { message: 'Failed', data: {} }],
    ],
    [
      Trigger.quota.consume('orders', { key: '{{record.id}}', amount: 2 }),
      ['quota.consume', { quota: 'orders', key: 7, amount: 2 }],
    ],
    [
      Trigger.fallback.execute('payments', { id: '{{record.id}}' }),
      ['fallback.execute', { fallback: 'payments', input: { id: 7 } }],
    ],
  ])('%o', (action, expected) => {
    expect(rendered(action)).toEqual(expected)
  })

  it('lets an action carry its own keys, spread or as options', () => {
    const spread = { ...Trigger.cache.delete('redis', 'k'), name: 'drop', timing: 'async', continueOnError: true }
    expect(Trigger.cache.delete('redis', 'k', { name: 'drop', timing: 'async', continueOnError: true })).toEqual(spread)
  })

  it('leaves out what is not given', () => {
    expect(Object.keys(Trigger.log.info('x'))).toEqual(['type', 'message'])
    expect(Object.keys(Trigger.record.skip())).toEqual(['type'])
  })
})

describe("SPEC's names", () => {
  it('are strings, the same as their members', () => {
    expect(TriggerActionType.NOTIFICATION_EMAIL).toBe('notification.email')
    expect(TriggerActionType.CUSTOM_HTTP).toBe('custom.http')
    expect(TriggerTiming).toEqual({ SYNC: 'sync', ASYNC: 'async', QUEUED: 'queued' })
    expect(TriggerEvent.AFTER_INSERT).toBe('afterInsert')
    expect(ConditionOperator.GREATER_THAN).toBe('GREATER_THAN')
  })

  it('are accepted in a definition as SPEC writes it', () => {
    const definition = {
      name: 'process-new-order',
      description: 'Process new orders',
      tables: ['orders'],
      events: [TriggerEvent.AFTER_INSERT],
      enabled: true,
      priority: 1,
      condition: Trigger.when.and(
        Trigger.when.field('record.status').changedTo('cancelled'),
        Trigger.when.field('previousRecord.status').notEquals('cancelled'),
      ),
      actions: [
        {
          type: TriggerActionType.CUSTOM_HTTP,
          url: 'https://api.example.com/webhook',
          timing: TriggerTiming.ASYNC,
          retry: {
            maxAttempts: 3,
            initialDelay: 1000,
            maxDelay: 30000,
            backoffMultiplier: 2,
            retryOn: ['ECONNREFUSED', 'ETIMEDOUT'],
          },
        },
        { type: 'log.create', config: { message: 'User created' } },
      ],
    }
    expect(normalizeTrigger(definition, { origin: 'stored' }).actions.map(({ type }) => type)).toEqual([
      'custom.http',
      'log.create',
    ])
  })

  it('gives a function its needs, and leaves the function itself as it is', () => {
    const sum = ({ record }: { record: { total: number } }): number => record.total + 1
    const action = Trigger.custom<{ total: number }>(sum, { name: 'sum', needs: { columns: ['total'] } })
    const { actions } = normalizeTrigger(
      { name: 'x', tables: ['orders'], events: ['afterInsert'], actions: [action] },
      { origin: 'code' },
    )
    expect(actions[0]!.name).toBe('sum')
    expect(actions[0]!.run!.needs).toEqual({ columns: ['total'] })
    expect(actions[0]!.run!({ record: { total: 1 } } as never)).toBe(2)
    expect(Object.keys(sum)).toEqual([])
  })
})
