import { describe, expect, it } from 'vitest'
import { cleanDate } from '../../examples/shop/src/movie/clean-date.ts'
import { cleanTitle } from '../../examples/shop/src/movie/clean-title.ts'

describe('what the shop makes of dirty values', () => {
  it.each([
    ['Jun 12 1998', '1998-06-12'],
    ['June 12, 1998', '1998-06-12'],
    ['12-Jun-98', '1998-06-12'],
    ['12 Jun 98', '1998-06-12'],
    ['12 June 1998', '1998-06-12'],
    ['7-Aug-46', '1946-08-07'],
    ['Dec 31 2046', '1946-12-31'],
    ['1998-06-12', '1998-06-12'],
    ['1998', '1998-01-01'],
    [1998, '1998-01-01'],
    ['Feb 30 1998', null],
    ['Foo 12 1998', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('date %j becomes %j', (written, cleaned) => {
    expect(cleanDate(written)).toBe(cleaned)
  })

  it.each([
    [1776, '1776'],
    ['Barbarians, The', 'The Barbarians'],
    ['Halloween:  The Curse', 'Halloween: The Curse'],
    ['LÈon', 'Léon'],
    ['The Naked Gun 2Ω: The Smell of Fear', 'The Naked Gun 2½: The Smell of Fear'],
    ["I Love You Ö Don't Touch Me!", "I Love You … Don't Touch Me!"],
    ['Alien³', 'Alien³'],
    ['Léon', 'Léon'],
    ['  ', null],
    [null, null],
  ])('title %j becomes %j', (dirty, cleaned) => {
    expect(cleanTitle(dirty)).toBe(cleaned)
  })
})
