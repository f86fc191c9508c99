import { expect, it } from 'vitest'
import { defineTrigger } from './define-trigger.ts'

it('gives the definition back as it is', () => {
  const definition = { name: 'x', events: ['afterInsert' as const], actions: [] }
  expect(defineTrigger()(definition)).toBe(definition)
})
