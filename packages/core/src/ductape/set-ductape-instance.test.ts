import Decimal from 'decimal.js'
import { describe, expect, it, vi } from 'vitest'
import type { EngineOptions } from '../engine/engine-options.ts'
import { createTriggers, type Triggers } from '../engine/triggers.ts'
import { Trigger } from '../trigger/trigger.ts'
import { recordingInstance } from './recording-instance.ts'

type Action = ReturnType<typeof Trigger.log.info>

function triggersWith(action: Action, options: EngineOptions = {}): Triggers {
  const triggers = createTriggers({ onError: () => undefined, ...options })
  triggers.register('users', { name: 'rule', events: ['afterInsert'], actions: [{ ...action, name: 'step' }] })
  return triggers
}

async function run(triggers: Triggers, record = {}) {
  const { triggers: ran } = await triggers.execute('afterInsert', { table: 'users', record: { id: 1, ...record } })
  return ran[0]!.actions[0]!
}

const publish = Trigger.broker.publish('kafka:events', { id: '{{record.id}}' })
const dispatch = Trigger.workflow.dispatch('sync', { value: '{{record.value}}' })

describe('setDuctapeInstance', () => {
  it('gives a provider to triggers that were registered before', async () => {
    const { instance, calls } = recordingInstance({ 'messaging.produce': { sent: true } })
    const triggers = triggersWith(publish, { env: 'prd', product: 'shop', database: 'db' })
    expect(await run(triggers)).toMatchObject({ status: 'failed', error: { code: 'ACTION_FAILED' } })
    triggers.setDuctapeInstance(instance)
    expect(await run(triggers)).toMatchObject({ status: 'done', result: { sent: true } })
    expect(calls).toStrictEqual([
      ['messaging.produce', { product: 'shop', env: 'prd', event: 'kafka:events', message: { id: 1 } }],
    ])
  })

  it('leaves product and env to the instance where the engine has none', async () => {
    const { instance, calls } = recordingInstance({ 'messaging.produce': undefined })
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(instance)
    await run(triggers)
    expect(calls).toStrictEqual([['messaging.produce', { event: 'kafka:events', message: { id: 1 } }]])
  })

  it('yields to a provider of its own: by tag, by whole tag and by family', async () => {
    const { instance, calls } = recordingInstance({ 'messaging.produce': undefined })
    for (const key of ['kafka', 'kafka:events', 'broker']) {
      const send = vi.fn(async () => key)
      const triggers = triggersWith(publish, { providers: { [key]: { family: 'broker', publish: send } } })
      triggers.setDuctapeInstance(instance)
      expect(await run(triggers)).toMatchObject({ result: key })
    }
    const other = triggersWith(publish, { providers: { rabbit: { family: 'broker', publish: async () => 'rabbit' } } })
    other.setDuctapeInstance(instance)
    await run(other)
    expect(calls).toHaveLength(1)
  })

  it('is replaced by the next, and taken away by null', async () => {
    const [first, second] = [recordingInstance({ 'events.produce': 1 }), recordingInstance({ 'events.produce': 2 })]
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(first.instance)
    triggers.setDuctapeInstance(second.instance)
    expect(await run(triggers)).toMatchObject({ result: 2 })
    expect(first.calls).toEqual([])
    triggers.setDuctapeInstance(null)
    expect((await run(triggers)).error).toMatchObject({ cause: { code: 'PROVIDER_MISSING' } })
  })

  it.each([undefined, 'ductape', 7])('refuses %s', (instance) => {
    expect(() => createTriggers().setDuctapeInstance(instance as unknown as object)).toThrow(
      "setDuctapeInstance takes an instance of Ductape's SDK, found",
    )
  })

  it('is not closed with the engine', async () => {
    const { instance, calls } = recordingInstance({ close: undefined })
    const triggers = createTriggers()
    triggers.setDuctapeInstance(instance)
    await triggers.close()
    expect(calls).toEqual([])
  })
})

describe('an instance that lacks a call', () => {
  it('is an error that names action, calls and remedy, at the action and in check()', async () => {
    const triggers = triggersWith(Trigger.workflow.dispatch('sync'))
    triggers.setDuctapeInstance(recordingInstance({ 'workflows.execute': undefined }).instance)
    const says =
      'The Ductape instance has none of the calls that do it: workflows.dispatch, features.dispatch, feature.dispatch. ' +
      'Give setDuctapeInstance an initialised instance of the SDK that has one of them, or a provider of your own: see docs/ductape.md.'
    const { error } = await run(triggers)
    expect(error!.message).toContain('Action "step" of trigger "rule" (afterInsert on users)')
    expect(error!.message).toContain(says)
    expect(error!.cause).toMatchObject({ code: 'PROVIDER_MISSING', family: 'workflow', remedy: says })
    expect(triggers.check().filter(({ severity }) => severity === 'error')).toEqual([
      {
        severity: 'error',
        code: 'PROVIDER_MISSING',
        trigger: 'rule',
        action: 'step',
        path: 'actions[0]',
        message: `Trigger "rule": action "step" needs a provider of "workflow" under the tag "sync": ${says}`,
      },
    ])
  })

  it('that can do what the triggers ask for has nothing amiss', () => {
    const triggers = triggersWith(publish)
    const missing = (): boolean => triggers.check().some(({ code }) => code === 'PROVIDER_MISSING')
    expect(missing()).toBe(true)
    triggers.setDuctapeInstance(recordingInstance({ 'events.publish': undefined }).instance)
    expect(missing()).toBe(false)
  })

  it('says which part could not be read', async () => {
    const instance = {
      get messaging(): never {
        throw new Error('not initialised')
      },
      events: 'none',
      broker: { publish: true },
    }
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(instance)
    expect((await run(triggers)).error!.message).toContain('(`messaging` cannot be read: not initialised)')
  })

  it('is passed over for a later call where a part cannot be read', async () => {
    const { instance, calls } = recordingInstance({ 'events.produce': 'sent' })
    Object.defineProperty(instance, 'messaging', {
      get: () => {
        throw undefined
      },
    })
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(instance)
    expect(await run(triggers)).toMatchObject({ result: 'sent' })
    expect(calls).toHaveLength(1)
  })
})

describe('what goes to an instance and comes from it', () => {
  it('is untouched', async () => {
    const value = { at: new Date(5), total: new Decimal('1.10'), big: 10n, bytes: Buffer.from('x'), list: [null, 0] }
    const answer = { value, status: 'queued' }
    const { instance, calls } = recordingInstance({ 'workflows.dispatch': answer })
    const triggers = triggersWith(dispatch)
    triggers.setDuctapeInstance(instance)
    const { result } = await run(triggers, { value })
    expect(result).toBe(answer)
    const { input } = calls[0]![1] as { input: { value: unknown } }
    expect(input.value).toStrictEqual(value)
  })

  it.each([
    ['a promise', Promise.resolve('sent'), 'sent'],
    ['a value', 'sent', 'sent'],
    // biome-ignore lint/suspicious/noThenProperty: an SDK may answer with a promise of its own kind
    ['a thenable', { then: (resolve: (value: string) => void) => resolve('sent') }, 'sent'],
    ['nothing', undefined, undefined],
  ])('may be %s', async (_name, answer, expected) => {
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(recordingInstance({ 'events.publish': answer }).instance)
    expect(await run(triggers)).toMatchObject({ status: 'done', result: expected })
  })

  it.each([
    [
      'throws at once',
      () => {
        throw new Error('offline')
      },
    ],
    ['rejects', () => Promise.reject(new Error('offline'))],
  ])('fails where it %s', async (_name, answer) => {
    const triggers = triggersWith(publish)
    triggers.setDuctapeInstance(recordingInstance({ 'events.publish': answer }).instance)
    expect(await run(triggers)).toMatchObject({ status: 'failed', error: { cause: { message: 'offline' } } })
  })

  it.each([
    [{ success: false, error: 'quota of mails' }, 'answered that it failed: quota of mails'],
    [{ success: false }, 'answered that it failed: no reason was given'],
    [{ status: 'failed', error: new Error('step two') }, 'answered that it failed: step two'],
    [{ status: 'rolled_back', message: 'undone' }, 'answered that it failed: undone'],
  ])('fails where the answer says so: %j', async (answer, message) => {
    const triggers = triggersWith(dispatch)
    triggers.setDuctapeInstance(recordingInstance({ 'workflows.dispatch': answer }).instance)
    const { error } = await run(triggers)
    expect(error!.cause).toMatchObject({ code: 'DUCTAPE_FAILED', retryable: true })
    expect(error!.message).toContain(message)
  })

  it("of an application's own action is its own matter", async () => {
    const triggers = triggersWith(Trigger.action.execute('stripe', 'charge'))
    triggers.setDuctapeInstance(recordingInstance({ 'actions.run': { status: 'failed' } }).instance)
    expect(await run(triggers)).toMatchObject({ status: 'done', result: { status: 'failed' } })
  })

  it.each([
    [null, undefined],
    [{ key: 'k', value: '{"a":1}' }, { a: 1 }],
    [{ key: 'k', value: 'plain' }, 'plain'],
    ['7', 7],
    [{ a: 1 }, { a: 1 }],
  ])('of cache.get is the value of the entry: %j', async (answer, expected) => {
    const triggers = triggersWith(Trigger.cache.get('redis', 'k'))
    triggers.setDuctapeInstance(recordingInstance({ 'cache.get': answer }).instance)
    expect(await run(triggers)).toMatchObject({ status: 'done', result: expected })
  })

  it.each<[unknown, object]>([
    [true, { status: 'done', result: { allowed: true } }],
    [
      { allowed: true, remaining: 0 },
      { status: 'done', result: { allowed: true, remaining: 0 } },
    ],
    [{ provider: 'x' }, { status: 'done', result: { allowed: true } }],
    [false, { error: { cause: { code: 'QUOTA_EXCEEDED', retryAfterMs: undefined } } }],
    [{ exceeded: true, retryAfter: 2 }, { error: { cause: { retryAfterMs: 2_000 } } }],
    [{ allowed: false, resetsAt: new Date(Date.now() - 1_000) }, { error: { cause: { retryAfterMs: 0 } } }],
    [{ remaining: 0 }, { error: { cause: { code: 'QUOTA_EXCEEDED' } } }],
  ])('of a quota may be %j', async (answer, expected) => {
    const triggers = triggersWith(Trigger.quota.check('mails'))
    triggers.setDuctapeInstance(recordingInstance({ 'quotas.check': answer }).instance)
    expect(await run(triggers)).toMatchObject(expected)
  })

  it('is refused where Ductape has no place for it', async () => {
    const { instance, calls } = recordingInstance({ 'notifications.email.send': { success: true } })
    const mail = Trigger.notification.email('emails', 'ann@example.com', { cc: 'bob@example.com', text: 'Hi' })
    const triggers = triggersWith(mail)
    triggers.setDuctapeInstance(instance)
    expect((await run(triggers)).error!.message).toContain("Ductape's notifications take no `cc`, `text`")
    expect(calls).toEqual([])
  })
})
