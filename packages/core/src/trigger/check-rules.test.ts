import { describe, expect, it } from 'vitest'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

function problems(rules: unknown): string[] {
  const actions = [{ ...Trigger.record.validate({}), rules }]
  return problemsOf({ name: 'valid', tables: ['users'], events: ['beforeInsert'], actions })
}

describe('rules of record.validate', () => {
  it('are checked with the definition', () => {
    expect(
      problems({
        email: { requird: true, type: 'mail', email: 1 },
        age: { min: 'young', max: '9.5', minLength: -1 },
        code: { pattern: '(?=a)', oneOf: 'a' },
        name: 'required',
        constructor_: { required: true },
      }),
    ).toEqual([
      'actions[0].rules.email.requird: unknown rule "requird", did you mean "required"?',
      expect.stringMatching(/^actions\[0\]\.rules\.email\.type: expected one of string, number.*found string "mail"$/),
      'actions[0].rules.email.email: expected true or false, found number 1',
      'actions[0].rules.age.min: expected a number, found string "young"',
      'actions[0].rules.age.minLength: expected a whole number from 0, found number -1',
      expect.stringMatching(/^actions\[0\]\.rules\.code\.pattern: is no regular expression of RE2's syntax/),
      'actions[0].rules.code.oneOf: expected an array of values, found string "a"',
      'actions[0].rules.name: expected an object of rules, found string "required"',
    ])
    expect(problems({ age: { type: 'integer', min: 1, max: '9.5', pattern: '^a', oneOf: [1] } })).toEqual([])
  })

  it('R47 name no column that may not be read', () => {
    expect(problems({ 'a.__proto__': { required: true } })).toEqual([
      'actions[0].rules["a.__proto__"]: "a.__proto__" may not be the name of a column',
    ])
  })
})
