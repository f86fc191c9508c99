import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileTemplate } from './compile-template.ts'
import { toText } from './to-text.ts'

const literal = fc
  .string({ unit: fc.constantFrom('a', '{', '}', ' ', '"', '\\', '$', '😀') })
  .filter((text) => !text.includes('{{'))
const name = fc.constantFrom('a', 'b', 'c')
const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withNullPrototype: true,
})

it('fills a text as concatenation does', () => {
  const parts = fc.array(
    fc.oneof(
      literal,
      name.map((path) => ({ path })),
    ),
    { minLength: 2, maxLength: 6 },
  )
  fc.assert(
    fc.property(parts, fc.record({ a: value, b: value, c: value }), (pieces, record) => {
      const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `{{record.${piece.path}}}`)).join('·')
      const expected = pieces
        .map((piece) => (typeof piece === 'string' ? piece : toText(record[piece.path as 'a'])))
        .join('·')
      expect(compileTemplate(text).render({ record })).toBe(expected)
    }),
  )
})

it('gives a value without placeholders back as it was', () => {
  const isAllowed = (text: string): boolean => !/\{\{|"(__proto__|constructor|prototype)":/.test(text)
  const json = fc
    .json()
    .filter(isAllowed)
    .map((text): unknown => JSON.parse(text))
  fc.assert(
    fc.property(json, (candidate) => {
      expect(compileTemplate(candidate).render({})).toEqual(candidate)
    }),
  )
})

it('never fails on any text but by saying that its syntax is wrong', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '.', ' ', '_') }), (text) => {
      try {
        compileTemplate(text).render({ a: 1 })
      } catch (error) {
        expect(error).toMatchObject({ code: 'TEMPLATE_SYNTAX' })
      }
    }),
  )
})
