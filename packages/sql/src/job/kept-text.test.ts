import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromKept, toKept } from './kept-text.ts'

test('a text that every database keeps stays as it is', () => {
  for (const text of ['', 'a b', ' a', 'ä😀', '{"a":"\\n"}', '%_!\'"`']) expect(toKept(text)).toBe(text)
})

test('any text comes back to the letter, and is one that every database keeps', () => {
  const unit = fc.oneof(
    fc.constantFrom('\0', '\u001a', '\ud83d', '\ude00', ' ', '0', 'a'),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(unit), (parts) => {
      const text = parts.join('')
      const kept = toKept(text)
      expect(fromKept(kept)).toBe(text)
      expect(Buffer.from(kept).toString()).toBe(kept)
      expect(kept).not.toMatch(/\0| $/)
    }),
  )
})
