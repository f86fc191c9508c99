import { expect, it } from 'vitest'
import { findNamed } from './find-named.ts'

const entries = { 'update-inventory': 1, 'erp:sync': 2 }

it('finds the whole text, else what follows its tag', () => {
  expect(findNamed(entries, 'update-inventory', 'workflow')).toEqual({ name: 'update-inventory', entry: 1 })
  expect(findNamed(entries, 'flows:update-inventory', 'workflow')).toEqual({ name: 'update-inventory', entry: 1 })
  expect(findNamed(entries, 'erp:sync', 'workflow')).toEqual({ name: 'erp:sync', entry: 2 })
})

it('lists what there is, and the nearest of it', () => {
  expect(findNamed(entries, 'update-inventry', 'workflow')).toEqual({
    problem:
      'knows no workflow "update-inventry". Did you mean "update-inventory"? There are: update-inventory, erp:sync.',
  })
  expect(findNamed({}, 'x', 'workflow')).toEqual({ problem: 'knows no workflow "x". There is none.' })
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`w${index}`, index]))
  expect(findNamed(many, 'other', 'workflow')).toMatchObject({ problem: expect.stringMatching(/w19, and 10 more\.$/) })
})

it.each(['__proto__', 'constructor', 'toString', 'x:__proto__'])('reaches no prototype by %s', (name) => {
  expect(findNamed(entries, name, 'workflow')).toHaveProperty('problem')
})
