import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { actionPayloads } from './action-payload.ts'
import { definitionSchema } from './definition-schema.ts'
import { problemsOf } from './problems-of.ts'

const validate = new Ajv({ strictTypes: false }).compile(definitionSchema())
const base = { name: 'audit', tables: ['orders'], events: ['afterInsert'] }
const log = { type: 'log.info', message: 'x' }

describe('the JSON Schema of definitions', () => {
  it.each([
    ['the flat form', { ...base, actions: [log] }],
    ['the form with config', { ...base, actions: [{ type: 'log.create', config: { message: 'x', level: 'warn' } }] }],
    ['both forms at once', { ...base, actions: [{ type: 'http.post', url: 'https://a.b', config: { body: 1 } }] }],
    ['members for values', { ...base, events: ['AFTER_INSERT'], actions: [{ ...log, timing: 'ASYNC' }] }],
    [
      'a placeholder for a list',
      { ...base, actions: [{ type: 'notification.sms', notification: 's', recipients: '{{record.phones}}' }] },
    ],
    [
      'a nested condition',
      {
        ...base,
        condition: { and: [{ field: 'a', operator: 'IN', value: [1] }, { not: { field: 'b', operator: 'IS_NULL' } }] },
        actions: [log],
      },
    ],
    ['a retry', { ...base, actions: [{ ...log, timing: 'async', retry: { maxAttempts: 3, retryOn: ['X', 503] } }] }],
  ])('accepts %s, as the check does', (_what, definition) => {
    expect(problemsOf(definition, { origin: 'stored' })).toEqual([])
    expect(validate(definition), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each([
    ['an unknown key', { ...base, when: 1, actions: [log] }],
    ['an unknown event', { ...base, events: ['afterInsertion'], actions: [log] }],
    ['an unknown type', { ...base, actions: [{ type: 'log.shout', message: 'x' }] }],
    ['an unknown field', { ...base, actions: [{ ...log, colour: 'red' }] }],
    [
      'an unknown field in config',
      { ...base, actions: [{ type: 'log.info', config: { message: 'x', colour: 'red' } }] },
    ],
    ['a missing field', { ...base, actions: [{ type: 'http.get' }] }],
    ['a number for a text', { ...base, actions: [{ type: 'log.info', message: 5 }] }],
    ['an unknown level', { ...base, actions: [{ type: 'log.create', message: 'x', level: 'loud' }] }],
    ['none of two fields', { ...base, actions: [{ type: 'storage.upload', storage: 's', path: 'p' }] }],
    ['a function', { ...base, actions: [{ type: 'custom', run: 'process.exit()' }] }],
    ['an operator without its value', { ...base, condition: { field: 'a', operator: 'EQUALS' }, actions: [log] }],
    ['a list that is none', { ...base, condition: { field: 'a', operator: 'IN', value: 'b' }, actions: [log] }],
    ['two junctions', { ...base, condition: { and: [], or: [] }, actions: [log] }],
    ['a wrong retry', { ...base, actions: [{ ...log, timing: 'async', retry: { maxAttempts: 0 } }] }],
  ])('refuses %s, as the check does', (_what, definition) => {
    expect(problemsOf(definition, { origin: 'stored' })).not.toEqual([])
    expect(validate(definition)).toBe(false)
  })

  it('knows the fields of every action type', () => {
    for (const [type, { fields }] of Object.entries(actionPayloads)) {
      const required = Object.entries(fields).filter(([, field]) => field.required)
      const valid = validate({ ...base, actions: [{ type }] })
      const needsSome = required.length > 0 || actionPayloads[type as keyof typeof actionPayloads].oneOf !== undefined
      expect(valid, type).toBe(!needsSome)
    }
  })
})
