import { describe, expect, it } from 'vitest'
import { actionPayloads } from './action-payload.ts'
import type { NormalizeOptions } from './normalize-trigger.ts'
import { normalizeTrigger } from './normalize-trigger.ts'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'
import { TriggerActionType } from './trigger-action-type.ts'

const definition = (...actions: unknown[]): object => ({
  name: 'audit',
  tables: ['orders'],
  events: ['afterInsert'],
  actions,
})
const actionOf = (action: unknown, options: Partial<NormalizeOptions> = {}): object =>
  normalizeTrigger(definition(action), { origin: 'code', ...options }).actions[0]!
const problems = (...actions: unknown[]): string[] => problemsOf(definition(...actions))

describe('actions of a definition', () => {
  it('are kept in one form, whichever they were given in', () => {
    const flat = { type: 'cache.set', cache: 'redis', key: 'k', value: 1, ttl: 60, name: 'keep', timing: 'async' }
    const nested = {
      type: 'cache.set',
      config: { cache: 'redis', key: 'k', value: 1, ttl: 60 },
      name: 'keep',
      timing: 'ASYNC',
    }
    const kept = {
      type: 'cache.set',
      family: 'cache',
      verb: 'set',
      name: 'keep',
      timing: 'async',
      payload: { cache: 'redis', key: 'k', value: 1, ttl: 60 },
    }
    expect(actionOf(flat)).toMatchObject(kept)
    expect(actionOf(nested)).toEqual(actionOf(flat))
    expect(actionOf({ ...nested, type: 'CACHE_SET' })).toEqual(actionOf(flat))
    expect(problems({ ...nested, ttl: 5 })).toEqual(['actions[0].ttl: is given twice: here and in actions[0].config'])
  })

  it('have specs for every type, and nothing more', () => {
    expect(Object.keys(actionPayloads).sort()).toEqual(Object.values(TriggerActionType).sort())
  })

  it('take custom functions in code, and only names in stored definitions', () => {
    const run = (): void => {}
    expect(actionOf(Trigger.custom(run))).toMatchObject({
      type: 'custom',
      family: 'custom',
      verb: '',
      run,
      payload: {},
    })
    expect(actionOf(Trigger.custom('recount'))).toMatchObject({ payload: { function: 'recount' } })
    const functions = new Map([['recount', run]])
    expect(problemsOf(definition(Trigger.custom('recuont')), { functions })).toEqual([
      'actions[0].function: unknown function "recuont", did you mean "recount"?',
    ])
    expect(problemsOf(definition(Trigger.custom(run)), { origin: 'stored' })[0]).toContain(
      'actions[0].run: a stored definition is plain JSON',
    )
    expect(problemsOf(definition(Trigger.custom('recount')), { origin: 'stored', functions })).toEqual([])
    expect(problems({ type: 'custom' })).toEqual(['actions[0]: custom needs `run` or `function`'])
    expect(problems({ type: 'custom', run, function: 'x' })).toEqual([
      'actions[0]: custom takes `run` or `function`, not both',
    ])
    expect(problems({ type: 'custom', run: '{{record.run}}' })).toEqual([
      'actions[0].run: expected a function, found string "{{record.run}}"',
    ])
  })

  it('know custom.http as a request', () => {
    expect(actionOf({ type: TriggerActionType.CUSTOM_HTTP, url: 'https://a.example' })).toMatchObject({
      type: 'custom.http',
      family: 'http',
    })
  })

  it.each([
    [{ type: 'log.infos', message: 'x' }, 'actions[0].type: unknown action type "log.infos", did you mean "log.info"?'],
    [{ message: 'x' }, 'actions[0].type: expected an action type such as "database.insert", found nothing'],
    [{ type: 'log.info' }, 'actions[0].message: expected a string, found nothing'],
    [{ type: 'log.info', message: '' }, 'actions[0].message: expected a string, found string ""'],
    [{ type: 'log.info', config: 'x' }, 'actions[0].config: expected an object, found string "x"'],
    [{ type: 'log.info', config: {} }, 'actions[0].config.message: expected a string, found nothing'],
    [
      { type: 'log.create', message: 'x', level: 'warning' },
      'actions[0].level: unknown value "warning", did you mean "warn"?',
    ],
    [
      Trigger.notification.email('emails', 5 as never),
      'actions[0].recipients: expected a string or an array of strings, found number 5',
    ],
    [
      Trigger.notification.email('emails', []),
      'actions[0].recipients: expected a string or an array of strings, found an empty array',
    ],
    [
      { type: 'notification.email', config: { notification: 'emails', recipients: 'a', subjct: 'x' } },
      'actions[0].config.subjct: unknown field of notification.email "subjct", did you mean "subject"?',
    ],
    [Trigger.cache.set('redis', 'k', 1, 'soon' as never), 'actions[0].ttl: expected a number, found string "soon"'],
    [Trigger.storage.upload('files', '/a', {}), 'actions[0]: storage.upload needs `dataField` or `data` or `url`'],
    [
      Trigger.database.insert('logs', []),
      'actions[0].data: expected an object of columns, or an array of such, found an empty array',
    ],
    [
      Trigger.database.update('logs', {}, { id: 1 }),
      'actions[0].data: expected an object of columns or update operators, found an empty object',
    ],
    [
      Trigger.database.update('logs', { n: { $INCR: 1 } }, { id: 1 }),
      'actions[0].data.n.$INCR: unknown update operator "$INCR", did you mean "$inc"?',
    ],
    [
      Trigger.database.update('logs', { $inc: 5 }, { id: 1 }),
      'actions[0].data.$inc: expected an object of columns, found number 5',
    ],
    [
      Trigger.database.delete('logs', { id: { $equals: 1 } }),
      'actions[0].where.id.$equals: unknown filter operator "$equals"; allowed: $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $like, $null',
    ],
    [
      Trigger.database.delete('logs', { $nor: [] }),
      'actions[0].where.$nor: unknown filter operator "$nor", did you mean "$or"?',
    ],
    [
      Trigger.database.delete('logs', { $and: [] }),
      'actions[0].where.$and: expected a non-empty array of filters, found an empty array',
    ],
    [Trigger.database.delete('logs', { id: { $in: 5 } }), 'actions[0].where.id.$in: expected an array, found number 5'],
    [{ ...Trigger.log.info('x'), retry: 3 }, 'actions[0].retry: expected an object, found number 3'],
    [
      { ...Trigger.log.info('x'), timeout: 0 },
      'actions[0].timeout: expected a number of milliseconds above 0, at most 2147483647, found number 0',
    ],
    [{ ...Trigger.log.info('x'), timing: 5 }, 'actions[0].timing: expected one of sync, async, queued, found number 5'],
    [
      { ...Trigger.log.info('x'), afterCommitFailure: 'ignore' },
      'actions[0].afterCommitFailure: unknown afterCommitFailure "ignore"; allowed: report, throw',
    ],
  ])('%o', (action, problem) => {
    expect(problems(action)).toEqual([problem])
  })

  it('R26 an empty filter needs `all: true`, and an undefined value is refused', () => {
    expect(problems(Trigger.database.delete('logs', {}))).toEqual([
      'actions[0].where: an empty filter is every row of the table: say which rows, or `all: true`',
    ])
    expect(problems(Trigger.database.delete('logs', {}, { all: true }))).toEqual([])
    expect(problems(Trigger.database.update('logs', { a: 1 }, { id: undefined, kind: 1 }))).toEqual([
      'actions[0].where.id: is undefined, which would widen the filter: give a value, or null for IS NULL',
    ])
    expect(problems(Trigger.database.delete('logs', { $or: [{ id: { $gt: undefined } }] }))).toHaveLength(1)
    expect(problems(Trigger.database.delete('logs', { id: null, $not: { kind: { $IN: [1] } } }))).toEqual([])
  })

  it('take a placeholder in place of any value but a function', () => {
    expect(problems(Trigger.cache.set('redis', 'k', 1, '{{record.ttl}}' as never))).toEqual([])
    expect(problems(Trigger.database.insert('logs', '{{record}}' as never))).toEqual([])
    expect(problems(Trigger.notification.email('emails', 'a', { template: '{{record}}' as never }))).toEqual([])
  })

  it('R26 checks the syntax of templates and that their values can exist', () => {
    expect(problems(Trigger.log.info('{{record.id', { a: ['{{}}'] }))).toEqual([
      'actions[0].message: wrong template: the placeholder at position 0 is not closed: "}}" is missing',
      'actions[0].data.a[0]: wrong template: a placeholder is empty: write a path such as {{record.id}}',
    ])
    expect(problems(Trigger.log.info('{{recrod.id}} {{tenant.id}}'))).toEqual([
      'actions[0].message: unknown placeholder "{{recrod.id}}", did you mean "{{record.id}}"?',
    ])
    expect(problems(Trigger.log.info('{{count}}'))).toEqual([
      "actions[0].message: {{count}} is there only with `forEach: 'write'`",
    ])
    expect(problemsOf({ ...definition(Trigger.log.info('{{count}} {{records.0.id}}')), forEach: 'write' })).toEqual([])
  })

  it('refer to results of earlier actions only', () => {
    const first = { ...Trigger.http.get('https://a.example'), name: 'first' }
    expect(problems(first, Trigger.log.info('{{actions.first.result.status}}'))).toEqual([])
    expect(problems(Trigger.log.info('a'), Trigger.log.info('{{actions.log.info#1.result}}'))).toEqual([])
    expect(problems(first, Trigger.log.info('{{actions.frist.result}}'))).toEqual([
      'actions[1].message: unknown earlier action "frist", did you mean "first"?',
    ])
    expect(problems(Trigger.log.info('{{actions.first.result}}'), first)).toEqual([
      'actions[0].message: unknown earlier action "first"',
    ])
  })

  it('have names of their own', () => {
    const twice = { ...Trigger.log.info('x'), name: 'a' }
    expect(problems(twice, twice)).toEqual(['actions[1].name: another action of the trigger is named "a" already'])
    expect(
      normalizeTrigger(definition(Trigger.log.info('x'), Trigger.log.info('x')), { origin: 'code' }).actions.map(
        ({ name }) => name,
      ),
    ).toEqual(['log.info#1', 'log.info#2'])
  })

  it('are at most a hundred', () => {
    expect(problems(...Array.from({ length: 101 }, () => Trigger.log.info('x')))).toEqual([
      'actions: found 101 actions, at most 100 are allowed (maxActions)',
    ])
  })

  it('are only of types that have an executor', () => {
    expect(
      problemsOf(definition(Trigger.agent.run('a', 'b')), { actionTypes: ['log.info', 'agent.ran', 'my.own'] }),
    ).toEqual(['actions[0].type: unknown action type "agent.run", did you mean "agent.ran"?'])
    expect(problemsOf(definition({ type: 'my.own', anything: 1 }), { actionTypes: ['my.own'] })).toEqual([])
  })

  it('take the default retry where they may be tried again', () => {
    const retry = { maxAttempts: 3 }
    const options = { defaults: { retry } }
    expect(actionOf(Trigger.http.get('https://a.example'), options)).toMatchObject({ retry })
    expect(actionOf({ ...Trigger.http.get('https://a.example'), retry: { maxAttempts: 1 } }, options)).toMatchObject({
      retry: { maxAttempts: 1 },
    })
    expect(actionOf(Trigger.database.insert('logs', { a: 1 }), options)).not.toHaveProperty('retry')
    const before = { ...definition(Trigger.custom(() => 1)), events: ['beforeInsert'] }
    expect(normalizeTrigger(before, { origin: 'code', ...options }).actions[0]).not.toHaveProperty('retry')
  })

  it('may be none at all', () => {
    expect(problemsOf({ ...definition(Trigger.log.info('x')), actions: [] })).toEqual([])
    expect(problemsOf({ ...definition(Trigger.log.info('x')), actions: {} })).toEqual([
      'actions: expected an array of actions, found an empty object',
    ])
  })
})
