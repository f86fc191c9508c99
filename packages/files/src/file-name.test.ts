import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { fileNameOf } from './file-name.ts'

const hashOf = (text: string): string => createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 10)

it('a plain tag is its own name, and any other one can still be read in it', () => {
  expect(fileNameOf('notify-shipping_2')).toBe('notify-shipping_2')
  expect(fileNameOf('Notify shipping')).toBe(`notify-shipping-${hashOf('Notify shipping')}`)
})

it('names are apart on a file system that minds neither case nor composition, and none is hidden, leads elsewhere or is a device', () => {
  const plain = [
    'a',
    'A',
    '',
    '.',
    '..',
    '../a',
    'a/b',
    'a\\b',
    '.hidden',
    'a.',
    'a ',
    'CON',
    'con',
    'nul.txt',
    'com1',
    '\0',
  ]
  const letters = ['\u00E4', 'a\u0308', '\uD800', '\uD801', '触发', '💥']
  const tags = [...plain, ...letters, 'x'.repeat(200), 'x'.repeat(201)]
  const names = tags.map(fileNameOf)
  expect(new Set(names.map((name) => name.toLowerCase().normalize())).size).toBe(tags.length)
  for (const name of names) {
    expect(name).toMatch(/^[a-z0-9_][a-z0-9_-]{0,99}$/)
    expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)$/)
  }
})

it('a tag that is spelled as the name of another one gets a name of its own', () => {
  for (const other of ['A', '', '触发']) expect(fileNameOf(fileNameOf(other))).not.toBe(fileNameOf(other))
})
