import { expect, it } from 'vitest'
import { LimitExceededError } from '../errors/limit-exceeded-error.ts'
import { assertLoadCount } from './assert-load-count.ts'
import { readStoredOptions } from './read-stored-options.ts'

it('R46 no more definitions are loaded than the engine takes', () => {
  const policy = readStoredOptions({ maxTriggers: 2 })
  expect(() => assertLoadCount(2, policy)).not.toThrow()
  expect(() => assertLoadCount(3, policy)).toThrow(LimitExceededError)
  expect(() => assertLoadCount(3, policy)).toThrow(/3 definitions.*at most 2.*maxTriggers/)
})
