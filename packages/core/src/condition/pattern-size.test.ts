import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { patternSize } from './pattern-size.ts'
import { toPattern } from './text-test.ts'

describe('patternSize', () => {
  it.each([
    ['abc', 3],
    ['a{3}', 3],
    ['(?:ab){3,5}', 10],
    ['((a{2}b){3}c){4}', 40],
    ['a{3}|b{4}', 7],
    ['(?i)[a-z{9}]{2}', 2],
    ['(?P<year>\\d{4})-(?P<month>\\d{2})', 7],
    ['\\p{Greek}{5}\\x{3b1}{2}\\{9}', 10],
    ['[]a]{3}[^]a]{2}', 5],
    ['a{,3}', 5],
    ['(((', 0],
    ['a{0}b?c*d+?', 3],
  ])('%s comes to about %d steps', (source, size) => {
    expect(patternSize(source)).toBe(size)
  })

  it('is near what the engine makes of it', () => {
    for (const source of ['a{100}', '(ab){50}c', '(?:x[0-9]{3}){20}', '\\d{4}-\\d{2}-\\d{2}', '(?i)^foo|bar$']) {
      const real = RE2JS.compile(source).programSize()
      expect(patternSize(source)).toBeGreaterThan(real / 3 - 3)
      expect(patternSize(source)).toBeLessThanOrEqual(real)
    }
  })

  it('a short pattern that is large is refused before it is compiled', () => {
    const start = performance.now()
    expect(() => toPattern('a{1000}'.repeat(140))).toThrow(/more than 2000 steps \(maxProgramSize\)/)
    expect(performance.now() - start).toBeLessThan(50)
  })
})
