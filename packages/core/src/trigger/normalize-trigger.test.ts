import { describe, expect, it } from 'vitest'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const action = { type: 'log.info', message: 'x' }
const base = { name: 'audit', tables: ['orders'], events: ['afterInsert'], actions: [action] }

describe('normalizeTrigger', () => {
  it('fills in the defaults', () => {
    expect(normalizeTrigger(base, { origin: 'code' })).toEqual({
      tag: 'audit',
      name: 'audit',
      tables: ['orders'],
      events: ['afterInsert'],
      actions: [
        {
          type: 'log.info',
          family: 'log',
          verb: 'info',
          name: 'log.info#1',
          timing: 'sync',
          continueOnError: false,
          unsafeBeforeCommit: false,
          payload: { message: 'x' },
        },
      ],
      enabled: true,
      priority: 100,
      forEach: 'row',
      fire: 'always',
      per: 'net',
      origin: 'code',
    })
  })

  it('keeps what is given', () => {
    const given = {
      tag: 't',
      description: 'd',
      enabled: false,
      priority: -1.5,
      envs: ['prd'],
      forEach: 'write',
      per: 'change',
      fire: 'always',
    }
    expect(normalizeTrigger({ ...base, ...given }, { origin: 'stored' })).toMatchObject({ ...given, origin: 'stored' })
  })

  it('adds the table of register(table, …)', () => {
    const { tables: _, ...definition } = base
    expect(normalizeTrigger(definition, { origin: 'code', table: 'users' }).tables).toEqual(['users'])
    expect(normalizeTrigger(base, { origin: 'code', table: 'users' }).tables).toEqual(['users', 'orders'])
    expect(normalizeTrigger(base, { origin: 'code', table: 'orders' }).tables).toEqual(['orders'])
    expect(problemsOf(definition)).toEqual([
      "tables: expected a non-empty array of table names, or ['*'], found nothing",
    ])
  })

  it('takes events by value and by member name', () => {
    const events = ['AFTER_INSERT', 'afterInsert', 'beforeWrite']
    expect(normalizeTrigger({ ...base, events }, { origin: 'code' }).events).toEqual(['afterInsert', 'beforeWrite'])
  })

  it('is detached from what was given, and frozen', () => {
    const definition = {
      ...base,
      tables: ['orders'],
      actions: [{ ...action, data: { a: [1] } }],
      condition: Trigger.when.field('a').in([1]),
    }
    const trigger = normalizeTrigger(definition, { origin: 'code' })
    definition.tables.push('users')
    definition.actions[0]!.data.a.push(2)
    ;(definition.condition.value as number[]).push(2)
    expect(trigger.tables).toEqual(['orders'])
    expect(trigger.actions[0]!.payload.data).toEqual({ a: [1] })
    expect(trigger.condition).toEqual({ field: 'record.a', operator: 'IN', value: [1] })
    for (const part of [
      trigger,
      trigger.tables,
      trigger.events,
      trigger.actions,
      trigger.actions[0],
      trigger.actions[0]!.payload,
      trigger.condition,
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it('lists every problem at once, each with path, what was found and what is allowed', () => {
    const definition = {
      tag: 5,
      tables: [],
      events: ['afterInsrt', 'sometimes', 7],
      enabeld: true,
      priority: '1',
      envs: 'prd',
      forEach: 'rows',
      description: 1,
      condition: {
        and: [{ field: 'record.total', operator: 'GREATER', value: 1 }, { field: '', operator: 'EQUALS' }, 5],
      },
      actions: [
        { type: 'log.infos', message: 'x' },
        { type: 'notification.email', config: { notification: 'emails', recipients: 5, subjct: 'x' } },
        'log.info',
        { type: 'http.post', url: 'x', timing: 'later', retry: { maxAttempts: 0, every: 1, jitter: 2 }, timeout: -1 },
        {},
      ],
    }
    expect(problemsOf(definition)).toMatchInlineSnapshot(`
      [
        "enabeld: unknown key "enabeld", did you mean "enabled"?",
        "name: expected a non-empty string, found nothing",
        "tables: expected a non-empty array of strings, found an empty array",
        "events[0]: unknown event "afterInsrt", did you mean "afterInsert"?",
        "events[1]: unknown event "sometimes"; allowed: beforeInsert, afterInsert, beforeUpdate, afterUpdate, beforeDelete, afterDelete, beforeWrite, afterWrite",
        "events[2]: expected an event, found number 7",
        "condition.and[0].operator: unknown operator "GREATER", did you mean "GREATER_THAN"?",
        "condition.and[1].field: expected a path such as "record.total", found string """,
        "condition.and[1].value: EQUALS needs a value; for null or missing values there is IS_NULL",
        "condition.and[2]: expected a condition ({ field, operator, value }, { and }, { or } or { not }), found number 5",
        "forEach: unknown forEach "rows", did you mean "row"?",
        "actions[0].type: unknown action type "log.infos", did you mean "log.info"?",
        "actions[1].config.recipients: expected a string or an array of strings, found number 5",
        "actions[1].config.subjct: unknown field of notification.email "subjct", did you mean "subject"?",
        "actions[2]: expected an action (an object with a type), found string "log.info"",
        "actions[3].timing: unknown timing "later"; allowed: sync, async, queued",
        "actions[3].retry.every: unknown key of a retry "every"; allowed: maxAttempts, initialDelay, maxDelay, backoffMultiplier, retryOn, jitter",
        "actions[3].retry.maxAttempts: expected a whole number from 1 to 1000, found number 0",
        "actions[3].retry.jitter: expected a number from 0 to 1, found number 2",
        "actions[3].timeout: expected a number of milliseconds above 0, at most 2147483647, found number -1",
        "actions[4].type: expected an action type such as "database.insert", found nothing",
        "description: expected a string, found number 1",
        "envs: expected a non-empty array of strings, found string "prd"",
        "tag: expected a non-empty string, found number 5",
        "priority: expected a number from -1000000 to 1000000, found string "1"",
      ]
    `)
  })

  it('names the trigger and counts the problems', () => {
    expect(() => normalizeTrigger({ ...base, events: [] }, { origin: 'code' })).toThrow(
      'The definition of trigger "audit" has 1 problem:\n  - events: expected a non-empty array of events, found an empty array',
    )
  })

  it.each([[null], [undefined], [5], ['text'], [[]], [() => {}], [new Map()], [new Date()]])(
    'refuses %o as a definition',
    (definition) => {
      expect(problemsOf(definition)).toHaveLength(1)
      expect(problemsOf(definition)[0]).toContain('expected a trigger definition (an object)')
    },
  )

  it('refuses an unknown fire', () => {
    expect(problemsOf({ ...base, fire: 'sometimes' })[0]).toContain('unknown fire "sometimes"')
  })

  it('passes over members that are undefined', () => {
    expect(problemsOf({ ...base, condition: undefined, envs: undefined, tag: undefined, priority: undefined })).toEqual(
      [],
    )
  })
})
