import { describe, expect, it } from 'vitest'
import { DecimalSample, ObjectIdSample } from '../value/sample-values.ts'
import { compileTemplate } from './compile-template.ts'
import { missingValues } from './missing-value.ts'

const render = (value: unknown, context: object): unknown => compileTemplate(value).render(context)
const record = {
  id: 7,
  total: '10.50',
  name: 'Ann',
  none: null,
  at: new Date('2024-05-01T00:00:00Z'),
  price: new DecimalSample('1.50'),
  big: 2n ** 64n,
  ref: new ObjectIdSample('65f000000000000000000001'),
  tags: ['a', 'b'],
  meta: new Map([['size', 5]]),
  bytes: Buffer.from('hi'),
  active: false,
}

describe('compileTemplate', () => {
  it('keeps the type of a value where the text is one placeholder', () => {
    for (const [name, value] of Object.entries(record)) expect(render(`{{record.${name}}}`, { record })).toBe(value)
    expect(render('{{record}}', { record })).toBe(record)
    expect(render('{{ record.id }}', { record })).toBe(7)
    expect(render('{{event}}', { event: 'afterInsert' })).toBe('afterInsert')
  })

  it('makes text of values in any other text', () => {
    const text = (path: string): unknown => render(`<{{record.${path}}}>`, { record })
    expect(text('id')).toBe('<7>')
    expect(text('active')).toBe('<false>')
    expect(text('at')).toBe('<2024-05-01T00:00:00.000Z>')
    expect(text('price')).toBe('<1.50>')
    expect(text('big')).toBe('<18446744073709551616>')
    expect(text('ref')).toBe('<65f000000000000000000001>')
    expect(text('tags')).toBe('<["a","b"]>')
    expect(text('meta')).toBe('<{"size":5}>')
    expect(text('bytes')).toBe('<aGk=>')
    expect(text('none')).toBe('<>')
    expect(text('absent')).toBe('<>')
    expect(render('{{record.name}} {{record.id}}', { record })).toBe('Ann 7')
    expect(render('order-{{record.tags.1}}-{{record.tags[0]}}', { record })).toBe('order-b-a')
  })

  it('writes objects with values that JSON has no form for, and circles, as JSON', () => {
    const circle: Record<string, unknown> = {
      big: 1n,
      price: record.price,
      ref: record.ref,
      bad: new Date(Number.NaN),
      shared: [1],
    }
    circle.again = circle.shared
    circle.self = circle
    expect(render('{{record}}!', { record: circle })).toBe(
      '{"big":"1","price":"1.50","ref":"65f000000000000000000001","bad":"Invalid Date","shared":[1],"again":[1],"self":"[Circular]"}!',
    )
  })

  it('fills nested objects and arrays, and hands functions and instances through', () => {
    const run = (): void => {}
    const at = new Date(0)
    const template = {
      user: { id: '{{record.id}}', tags: ['x', '{{record.name}}'] },
      run,
      at,
      n: 5,
      none: null,
      on: true,
    }
    expect(render(template, { record })).toEqual({
      user: { id: 7, tags: ['x', 'Ann'] },
      run,
      at,
      n: 5,
      none: null,
      on: true,
    })
    expect((render(template, { record }) as typeof template).at).toBe(at)
  })

  it('makes new containers each time', () => {
    const compiled = compileTemplate({ list: [{ a: 1 }], id: '{{record.id}}' })
    const first = compiled.render({ record }) as { list: { a: number }[] }
    first.list[0]!.a = 2
    expect(compiled.render({ record })).toEqual({ list: [{ a: 1 }], id: 7 })
  })

  it('tells what it reads, and whether it reads at all', () => {
    const compiled = compileTemplate({ a: '{{record.id}} {{user.id}}', b: ['{{ record.id }}', '{{context.tenant}}'] })
    expect(compiled.paths).toEqual(['record.id', 'user.id', 'tenant'])
    expect(compiled.constant).toBe(false)
    expect(compileTemplate({ a: 'plain', b: [1] }).constant).toBe(true)
  })

  it('R26 leaves missing values out and tells of each of them', () => {
    const compiled = compileTemplate({
      where: { id: '{{record.absent}}', key: 'k-{{user.id}}', list: ['{{record.gone}}', 1], none: '{{record.none}}' },
      data: { name: '{{record.name}}' },
    })
    const rendered = compiled.render({ record })
    expect(rendered).toEqual({ where: { key: 'k-', list: [1], none: null }, data: { name: 'Ann' } })
    expect(missingValues(rendered, 'where')).toEqual([
      { at: ['where', 'id'], placeholder: 'record.absent' },
      { at: ['where', 'key'], placeholder: 'user.id' },
      { at: ['where', 'list', '0'], placeholder: 'record.gone' },
    ])
    expect(missingValues(rendered, 'data')).toEqual([])
    expect(missingValues(compiled.render({ record: { ...record, absent: 1, gone: 2 }, user: { id: 3 } }))).toEqual([])
    expect(missingValues('text')).toEqual([])
  })

  it('R26 null is a value and not missing', () => {
    expect(missingValues(render({ where: { id: '{{record.none}}' } }, { record }))).toEqual([])
  })

  it('makes an error of missing values where it is strict', () => {
    const strict = compileTemplate({ a: '{{record.absent}}', b: 'x{{record.absent}}{{user.id}}' }, { strict: true })
    expect(() => strict.render({ record })).toThrow('There is no value for {{record.absent}}, {{user.id}}.')
    expect(() => strict.render({ record })).toThrow(expect.objectContaining({ code: 'TEMPLATE_VALUE_MISSING' }))
    expect(compileTemplate('{{record.none}}', { strict: true }).render({ record })).toBeNull()
  })

  it('reads own properties only', () => {
    class Order {
      get computed(): never {
        throw new Error('must not run')
      }
    }
    expect(render('{{record.computed}}{{record.toString}}{{toString}}', { record: new Order() })).toBe('')
  })

  it.each([
    ['Hello {{record.name', 'not closed'],
    ['{{}}', 'empty'],
    ['{{ }}', 'empty'],
    ['{{record..name}}', 'is no path'],
    ['{{.name}}', 'is no path'],
    ['{{record.{{id}}}}', 'contains a brace'],
    ['{{record.__proto__}}', 'may not be read'],
    ['{{record.constructor.name}}', 'may not be read'],
    [`{{${'a'.repeat(300)}}}`, 'longer than'],
  ])('refuses %s', (text, message) => {
    expect(() => compileTemplate({ nested: [text] })).toThrow(message)
    expect(() => compileTemplate(text)).toThrow(expect.objectContaining({ code: 'TEMPLATE_SYNTAX' }))
  })

  it('takes braces that open nothing as text', () => {
    expect(render('a } b }} { c', {})).toBe('a } b }} { c')
  })
})
