import { expect, test } from 'vitest'
import { fromStoredText, toStoredText } from './stored-text.ts'

test.each([
  '',
  'a',
  '🛒',
  '\0',
  '\ufffd',
  '\ud800',
  'a\udc00b',
  '\udc00\ud800',
  '\ufdd0',
  '\ufdd0d800',
  '\ufdd0\ud800\ufdd0fdd0',
])('%j is stored as UTF-8 can have it, and comes back', (text) => {
  const stored = toStoredText(text)
  expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored)
  expect(fromStoredText(stored)).toBe(text)
})

test('what UTF-8 has is stored as it is, and no two texts alike', () => {
  expect(toStoredText('Größe 🛒\0')).toBe('Größe 🛒\0')
  const texts = ['\ud800', '\ud801', '\ufdd0d800', '\ufffd', '\ufdd0']
  expect(new Set(texts.map(toStoredText)).size).toBe(texts.length)
})
