import { expect, it } from 'vitest'
import { contextRoots } from '../condition/condition-field.ts'
import { placeholderDescriptions } from './placeholder-descriptions.ts'

it('every root of placeholders and fields is described', () => {
  expect(Object.keys(placeholderDescriptions).sort()).toEqual([...contextRoots].sort())
})
