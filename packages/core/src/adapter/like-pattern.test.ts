import { expect, it } from 'vitest'
import { likePattern } from './like-pattern.ts'

it.each([
  ['a%', 'a%'],
  ['100\\%', '100!%'],
  ['a\\_b', 'a!_b'],
  ['wow!', 'wow!!'],
  ['\\!', '!!'],
  ['a\\\\b', 'a\\b'],
])('%s is %s with `!` for its escapes', (pattern, sql) => expect(likePattern(pattern)).toBe(sql))
