import { expect, it } from 'vitest'
import { toRedisGlob } from './redis-glob.ts'

it.each([
  ['user:*', 'user:*'],
  ['user:?', 'user:?*'],
  ['a*?b', 'a?*b'],
  ['a??*?b', 'a???*b'],
  ['[ab]', '\\[ab\\]'],
  ['a\\*b\\[c\\\\', 'a\\*b\\[c\\\\'],
  ['a\\\n*', 'a\\\n*'],
  ['end\\', 'end\\\\'],
  ['^{a,b}', '^{a,b}'],
])('%s is %s', (glob, expected) => {
  expect(toRedisGlob('', glob)).toBe(expected)
})

it('takes a prefix as it is', () => {
  expect(toRedisGlob('a*[b]?\\:', '*')).toBe('a\\*\\[b\\]\\?\\\\:*')
})
