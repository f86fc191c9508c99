import { describe, expect, it } from 'vitest'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'
import { TriggerActionType } from './trigger-action-type.ts'

type Action = ReturnType<typeof Trigger.log.info>

const get = Trigger.http.get('https://a.example')
const define = (actions: unknown[], rest: object = {}) => ({
  name: 'rule',
  tables: ['users'],
  events: ['afterInsert'],
  actions,
  ...rest,
})
const nest = (levels: number): Action =>
  levels === 0 ? get : Trigger.fallback.run([nest(levels - 1)], { name: `level${levels}` })

describe('the actions of a fallback.run', () => {
  it('are kept like any others, in both forms and by the enum', () => {
    const flat = Trigger.fallback.run([{ ...get, name: 'first' }, Trigger.log.info('x')], { name: 'either' })
    const config = {
      type: TriggerActionType.FALLBACK_RUN,
      name: 'either',
      config: {
        actions: [
          { type: 'http.get', name: 'first', config: { url: 'https://a.example' } },
          { type: 'LOG_INFO', message: 'x' },
        ],
      },
    }
    const [one, other] = [flat, config].map((action) => normalizeTrigger(define([action]), { origin: 'code' }).actions)
    expect(one).toEqual(other)
    expect(one).toMatchObject([
      {
        type: 'fallback.run',
        family: 'fallback',
        verb: 'run',
        payload: {},
        actions: [
          { type: 'http.get', name: 'first', payload: { url: 'https://a.example' } },
          { type: 'log.info', name: 'log.info#1.2' },
        ],
      },
    ])
    expect(Object.isFrozen(one![0]!.actions)).toBe(true)
  })

  it('are told of with their whole paths', () => {
    const wrong = [
      { type: 'notification.email', notification: 'emails', recipients: 5 },
      { type: 'notification.emial' },
      { type: 'http.get', url: 'https://a.example/{{reocrd.id}}', retry: { maxAttempts: 0 } },
      'none',
    ]
    expect(problemsOf(define([get, { type: 'fallback.run', actions: wrong }]))).toEqual([
      'actions[1].actions[0].recipients: expected a string or an array of strings, found number 5',
      'actions[1].actions[1].type: unknown action type "notification.emial", did you mean "notification.email"?',
      'actions[1].actions[2].retry.maxAttempts: expected a whole number from 1 to 1000, found number 0',
      'actions[1].actions[2].url: unknown placeholder "{{reocrd.id}}", did you mean "{{record.id}}"?',
      'actions[1].actions[3]: expected an action (an object with a type), found string "none"',
    ])
    const config = {
      type: 'fallback.run',
      config: { actions: [{ type: 'notification.email', config: { notification: 'emails', recipients: 5 } }] },
    }
    expect(problemsOf(define([config]))).toEqual([
      'actions[0].config.actions[0].config.recipients: expected a string or an array of strings, found number 5',
    ])
  })

  it.each<[unknown, string]>([
    [{ type: 'fallback.run' }, 'actions[0].actions: expected a non-empty array of actions, found nothing'],
    [
      { type: 'fallback.run', actions: [] },
      'actions[0].actions: expected a non-empty array of actions, found an empty array',
    ],
    [
      { type: 'fallback.run', actions: '{{record.actions}}' },
      'actions[0].actions: expected a non-empty array of actions, found string "{{record.actions}}"',
    ],
    [
      Trigger.fallback.run([Trigger.record.set({ a: 1 })]),
      'actions[0].actions[0].type: record.set rules on the row itself: it has no alternative',
    ],
    [
      Trigger.fallback.run([{ ...get, timing: 'async' }]),
      'actions[0].actions[0].timing: is for the fallback.run around it: give it there',
    ],
    [
      Trigger.fallback.run([
        { ...get, name: 'a' },
        { ...get, name: 'a' },
      ]),
      'actions[0].actions[1].name: another action of the trigger is named "a" already',
    ],
    [nest(4), 'actions[0].actions[0].actions[0].actions: a fallback.run is nested at most 3 levels deep'],
  ])('%#', (action, problem) => {
    expect(problemsOf(define([action]))).toEqual([expect.stringContaining(problem)])
  })

  it('may be nested three levels deep', () => {
    expect(problemsOf(define([nest(3)]))).toEqual([])
  })

  it('count as actions of their trigger', () => {
    const many = (count: number) => Array.from({ length: count }, () => get)
    expect(problemsOf(define([Trigger.fallback.run(many(99))]))).toEqual([])
    expect(problemsOf(define([Trigger.fallback.run(many(60)), Trigger.fallback.run(many(60))]))).toEqual([
      'actions: found 122 actions, at most 100 are allowed (maxActions)',
    ])
  })

  it('read results of actions before, and later actions read theirs', () => {
    const reading = (name: string): Action => Trigger.log.info(`{{actions.${name}.result.id}}`)
    const either = Trigger.fallback.run(
      [
        { ...get, name: 'one' },
        { ...get, name: 'two' },
      ],
      { name: 'either' },
    )
    const first = { ...get, name: 'first' }
    expect(problemsOf(define([first, Trigger.fallback.run([reading('first')])]))).toEqual([])
    expect(problemsOf(define([either, reading('either'), reading('one'), reading('two')]))).toEqual([])
    const sibling = Trigger.fallback.run([{ ...get, name: 'one' }, reading('one')])
    expect(problemsOf(define([first, sibling]))).toEqual([
      'actions[1].actions[1].message: unknown earlier action "one"; allowed: first',
    ])
  })

  it('R27 run after the commit, or before it only as unsafeBeforeCommit', () => {
    const before = { events: ['beforeInsert'] }
    expect(problemsOf(define([Trigger.fallback.run([Trigger.log.info('x')])], before))).toEqual([
      expect.stringContaining('actions[0].type: the world would see fallback.run although the write may still fail'),
    ])
    const unsafe = Trigger.fallback.run([get], { unsafeBeforeCommit: true })
    expect(problemsOf(define([unsafe], before))).toEqual([])
  })

  it('R6 do not take database.* out of the transaction of a before event, however deep', () => {
    const insert = Trigger.database.insert('logs', { a: 1 })
    const actions = [Trigger.fallback.run([insert]), Trigger.fallback.run([get, Trigger.fallback.run([get, insert])])]
    const async = actions.map((action) => ({ ...action, timing: 'async', unsafeBeforeCommit: true }))
    expect(problemsOf(define(async, { events: ['beforeInsert'] }))).toEqual(
      [0, 1].map((index) =>
        expect.stringContaining(`actions[${index}].timing: "async" would take database.insert out`),
      ),
    )
    expect(problemsOf(define(async))).toEqual([])
  })

  it('R4 are not tried again inside the transaction', () => {
    const retry = { maxAttempts: 2 }
    const insert = { ...Trigger.database.insert('logs', { a: 1 }), retry }
    const inTransaction = { phase: 'transaction', unsafeBeforeCommit: true } as const
    const told = (index: number, type: string) =>
      `actions[0].actions[${index}].retry: ${type} runs in the write's transaction, where nothing can be tried again: leave \`retry\` out`
    expect(problemsOf(define([Trigger.fallback.run([{ ...get, retry }, insert], inTransaction)]))).toEqual([
      told(0, 'http.get'),
      told(1, 'database.insert'),
    ])
    const before = { events: ['beforeInsert'] }
    expect(
      problemsOf(define([Trigger.fallback.run([{ ...get, retry }, insert], { unsafeBeforeCommit: true })], before)),
    ).toEqual([told(1, 'database.insert')])
    expect(problemsOf(define([Trigger.fallback.run([{ ...get, retry }, insert])]))).toEqual([])
  })

  it('take the default retry each, and the whole does not', () => {
    const retry = { maxAttempts: 3 }
    const actionsOf = (options: object): unknown =>
      normalizeTrigger(define([Trigger.fallback.run([get], options)]), { origin: 'code', defaults: { retry } })
        .actions[0]
    expect(actionsOf({})).not.toHaveProperty('retry')
    expect(actionsOf({})).toMatchObject({ actions: [{ retry }] })
    const inTransaction = actionsOf({ phase: 'transaction', unsafeBeforeCommit: true }) as { actions: unknown[] }
    expect(inTransaction.actions[0]).not.toHaveProperty('retry')
  })
})
