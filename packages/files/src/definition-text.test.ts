import { describe, expect, it } from 'vitest'
import { editedText } from './definition-text.ts'

const log = (message: string) => ({ type: 'log.info', message })
const edit = (text: string, definition: Readonly<Record<string, unknown>>): string =>
  editedText(text, definition, 'a.yaml', 'yaml')

describe('comments of a list', () => {
  const text = `tag: audit
actions:
  - type: log.info # one
    message: first
  # about the second
  - type: log.info # two
    message: second
  # about the third
  - type: log.info # three
    message: third
`

  it('go with the item that they are beside when another one is removed', () => {
    expect(edit(text, { tag: 'audit', actions: [log('second'), log('third')] })).toBe(`tag: audit
actions:
  # about the second
  - type: log.info # two
    message: second
  # about the third
  - type: log.info # three
    message: third
`)
  })

  it('go with it when another one comes before it, and with what is changed in its place', () => {
    expect(
      edit(text, { tag: 'audit', actions: [log('zeroth'), log('first'), log('second'), log('third')] }),
    ).toBe(`tag: audit
actions:
  - type: log.info
    message: zeroth
  - type: log.info # one
    message: first
  # about the second
  - type: log.info # two
    message: second
  # about the third
  - type: log.info # three
    message: third
`)
    expect(edit(text, { tag: 'audit', actions: [log('first'), log('2nd'), log('third')] })).toBe(
      text.replace('second\n  # about the third', '2nd\n  # about the third'),
    )
  })
})

describe('the layout of a file that somebody else has written', () => {
  it.each([
    ['lists that are not indented', 'tag: a\ntables:\n- orders\nname: old # why\n'],
    ['four spaces', 'tag: a\ncondition:\n    field: total\n    value: 1\nname: old # why\n'],
    ['lines of Windows', 'tag: a\r\ntables:\r\n  - orders\r\nname: old # why\r\n'],
    ['long lines', `tag: a\ndescription: ${'word '.repeat(60)}end\nname: old # why\n`],
  ])('%s stay', (_what, text) => {
    const members = {
      ...(text.includes('tables') && { tables: ['orders'] }),
      ...(text.includes('condition') && { condition: { field: 'total', value: 1 } }),
      ...(text.includes('description') && { description: `${'word '.repeat(60)}end` }),
    }
    expect(edit(text, { tag: 'a', ...members, name: 'new' })).toBe(text.replace('old', 'new'))
  })

  it('a byte order mark does not cost a JSON file the order of its members', () => {
    const text = '\uFEFF{\r\n  "name": "A",\r\n  "tag": "a"\r\n}\r\n'
    expect(editedText(text, { tag: 'a', name: 'B' }, 'a.json', 'json')).toBe(
      '{\r\n  "name": "B",\r\n  "tag": "a"\r\n}\r\n',
    )
  })
})

it('a list of very many items is edited in a time that grows with it', { timeout: 20_000 }, () => {
  const many = Array.from({ length: 20_000 }, (_, index) => index)
  const text = `tag: a\nvalue: [${many.join(', ')}]\n`
  expect(edit(text, { tag: 'a', value: many.toReversed() })).toContain('[ 19999, 19998,')
})
