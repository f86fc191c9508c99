import { describe, expect, it } from 'vitest'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const problems = (events: string[], action: object, options: object = {}): string[] =>
  problemsOf({ name: 'audit', tables: ['orders'], events, actions: [action] }, options)
const { agent, broker, cache, custom, database, fallback, http, log, notification, quota, record, storage, workflow } =
  Trigger
const url = 'https://a.example'

describe('R27 what may run before a write', () => {
  it.each([
    ['record.set', record.set({ a: 1 })],
    ['record.skip', record.skip()],
    ['record.reject', record.reject('no')],
    ['record.validate', record.validate({ a: { required: true } })],
    ['custom', custom(() => {})],
    ['log', log.info('x')],
    ['database.insert', database.insert('logs', { a: 1 })],
    ['database.update', database.update('logs', { a: 1 }, { id: 1 })],
    ['database.delete', database.delete('logs', { id: 1 })],
    ['http.get', http.get(url)],
    ['a GET by http.request', http.request(url, { method: 'get' })],
    ['quota', quota.consume('orders')],
    ['cache.get', cache.get('redis', 'k')],
    ['an async log', { ...log.info('x'), timing: 'async' }],
  ])('R27 %s may', (_, action) => {
    expect(problems(['beforeInsert'], action)).toEqual([])
  })

  const visible: [string, object][] = [
    ['http.post', http.post(url)],
    ['http.request', http.request(url)],
    ['http.request', http.request(url, { method: '{{record.method}}' })],
    ['custom.http', { type: 'custom.http', url }],
    ['cache.set', cache.set('redis', 'k', 1)],
    ['cache.invalidate', cache.invalidate('redis', 'k*')],
    ['storage.delete', storage.delete('files', '/a')],
    ['notification.email', notification.email('emails', 'a')],
    ['broker.publish', broker.publish('kafka:a', 1)],
    ['workflow.dispatch', workflow.dispatch('w')],
    ['action.execute', Trigger.action.execute('a', 'b')],
    ['agent.run', agent.run('a', 'b')],
    ['fallback.execute', fallback.execute('f')],
  ]
  it.each(visible)('R27 %s may not, but by unsafeBeforeCommit or queued', (type, action) => {
    expect(problems(['beforeUpdate', 'afterUpdate'], action)).toEqual([
      `actions[0].type: the world would see ${type} although the write may still fail (beforeUpdate): ` +
        'use an after event, `timing: "queued"`, or `unsafeBeforeCommit: true`',
    ])
    expect(problems(['beforeUpdate'], { ...action, timing: 'async' })).toHaveLength(1)
    expect(problems(['beforeUpdate'], { ...action, unsafeBeforeCommit: true })).toEqual([])
    expect(problems(['beforeUpdate'], { ...action, timing: 'queued' }, { queueAvailable: true })).toEqual([])
    expect(problems(['afterUpdate'], action)).toEqual([])
  })

  it('R27 nor inside the transaction', () => {
    expect(problems(['afterUpdate'], { ...http.post(url), phase: 'transaction' })).toEqual([
      'actions[0].phase: the world would see http.post although the transaction may still fail: ' +
        'leave `phase` out, or `unsafeBeforeCommit: true`',
    ])
    expect(problems(['afterUpdate'], { ...custom(() => {}), phase: 'transaction' })).toEqual([])
    expect(problems(['afterUpdate'], { ...http.post(url), phase: 'transaction', unsafeBeforeCommit: true })).toEqual([])
  })
})

describe('record.* actions', () => {
  it('rule on a row before it is written, and at no other time', () => {
    expect(problems(['beforeInsert', 'afterInsert', 'afterWrite'], record.set({ a: 1 }))).toEqual([
      'actions[0].type: record.set works on a row that is yet to be written: not at afterInsert, afterWrite',
    ])
  })

  it('are waited for', () => {
    expect(problems(['beforeInsert'], { ...record.skip(), timing: 'async' })).toEqual([
      'actions[0].timing: record.skip has to be "sync": the write waits for its verdict',
    ])
  })
})

describe('timing, phase and retry', () => {
  it('R6 async with database.* in a before event is refused', () => {
    const action = { ...database.insert('logs', { a: 1 }), timing: 'async' }
    expect(problems(['beforeWrite'], action)).toEqual([
      'actions[0].timing: "async" would take database.insert out of the write\'s transaction (beforeWrite): use "sync", or an after event',
    ])
    expect(problems(['afterWrite'], action)).toEqual([])
  })

  it('R4 retry on an in-transaction action is refused', () => {
    const retry = { maxAttempts: 3 }
    const refused = (type: string): string =>
      `actions[0].retry: ${type} runs in the write's transaction, where nothing can be tried again: leave \`retry\` out`
    expect(problems(['afterInsert'], { ...database.insert('logs', { a: 1 }), retry })).toEqual([
      refused('database.insert'),
    ])
    expect(problems(['beforeInsert'], { ...database.insert('logs', { a: 1 }), retry })).toEqual([
      refused('database.insert'),
    ])
    expect(problems(['afterInsert'], { ...custom(() => {}), phase: 'transaction', retry })).toEqual([refused('custom')])
    expect(problems(['afterInsert'], { ...database.insert('logs', { a: 1 }), phase: 'commit', retry })).toEqual([])
    expect(problems(['afterInsert'], { ...database.insert('logs', { a: 1 }), timing: 'async', retry })).toEqual([])
    expect(problems(['afterInsert'], { ...http.post(url), retry })).toEqual([])
  })

  it('queued is refused while there is no outbox', () => {
    const action = { ...log.info('x'), timing: 'queued' }
    expect(problems(['afterInsert'], action)).toEqual([
      'actions[0].timing: "queued" needs an outbox, and there is none: give the engine one, createTriggers({ outbox: … }), or use "sync" or "async"',
    ])
    expect(problems(['afterInsert'], action, { queueAvailable: true })).toEqual([])
  })

  it('a queued action cannot fail its caller', () => {
    const action = { ...log.info('x'), timing: 'queued', afterCommitFailure: 'throw' }
    expect(problems(['afterInsert'], action).join()).toContain(
      'actions[0].afterCommitFailure: is about the caller, whose call returns before a queued action runs',
    )
  })

  it('a phase is for what is awaited after a write', () => {
    expect(problems(['beforeInsert'], { ...log.info('x'), phase: 'commit' })).toHaveLength(1)
    expect(problems(['afterInsert'], { ...log.info('x'), phase: 'transaction', timing: 'async' })).toHaveLength(1)
    expect(problems(['afterInsert'], { ...log.info('x'), phase: 'before' })).toHaveLength(1)
  })

  it('forEach write is for after events', () => {
    const definition = {
      name: 'a',
      tables: ['o'],
      events: ['beforeInsert', 'afterInsert'],
      actions: [log.info('x')],
      forEach: 'write',
    }
    expect(problemsOf(definition)).toEqual([
      'forEach: "write" is for after events; beforeInsert looks at each row by itself',
    ])
  })
})
