import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from './matches-glob.ts'

describe('a glob', () => {
  it.each([
    ['user:1', 'user:*', true],
    ['user:', 'user:*', true],
    ['users:1', 'user:*', false],
    ['user:1:a', 'user:*:a', true],
    ['user:1:b', 'user:*:a', false],
    ['abc', 'a?c', true],
    ['ac', 'a?c', false],
    ['a*c', 'a\\*c', true],
    ['abc', 'a\\*c', false],
    ['a\\c', 'a\\\\c', true],
    ['', '*', true],
    ['', '?', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ])('%s against %s: %s', (text, glob, expected) => {
    expect(matchesGlob(text, glob)).toBe(expected)
  })

  it('means the same as a regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?', '\\*', '\\?', '\\\\')
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '\\'), maxLength: 8 }),
        (pieces, text) => {
          const source = pieces.map((each) =>
            each === '*' ? '.*' : each === '?' ? '.' : each.length === 1 ? each : `\\${each[1]}`,
          )
          expect(matchesGlob(text, pieces.join(''))).toBe(new RegExp(`^${source.join('')}$`, 's').test(text))
        },
      ),
    )
  })

  it('takes no long time for many stars', () => {
    const began = performance.now()
    expect(matchesGlob('a'.repeat(5_000), `${'*a'.repeat(20)}b`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(200)
  })
})
