import { describe, expect, it } from 'vitest'
import { toJsonText } from './json-text.ts'

describe('toJsonText', () => {
  it('is JSON of the same value, and nothing that a terminal obeys', () => {
    const value = { text: '\u001b[31m \u009b31m \u202e \u2028 é', list: [1, null] }
    const text = toJsonText(value)
    expect(JSON.parse(text)).toEqual(value)
    expect(text).not.toMatch(/[\p{Cc}\u2028\u202e]/u)
    expect(JSON.parse(toJsonText(value, 2))).toEqual(value)
  })

  it('has a text for what JSON has no form for', () => {
    expect(JSON.parse(toJsonText({ big: 12n, error: new Error('why'), at: new Date(0) }))).toEqual({
      big: '12',
      error: 'why',
      at: '1970-01-01T00:00:00.000Z',
    })
    expect(toJsonText(undefined)).toBe('null')
  })
})
