import { Decimal } from 'decimal.js'
import { describe, expect, it } from 'vitest'
import { defineMessages } from './define-messages.ts'

function text(template: string, variables: Record<string, unknown>): string {
  return defineMessages({ m: { text: template } }).m.text(variables)
}

class User {
  name = 'Ann'
  readonly #secret = 'private'
  get title(): string {
    return `${this.name}, ${this.#secret}`
  }
  greet(word: string): string {
    return `${word} ${this.#secret} ${this.name}`
  }
}

describe('a variable that is missing', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      '\n<%= it.userName %>',
      { username: 1 },
      '(text, line 2) needs the variable "userName", and it has no value (did you mean "username"?). Given: username.',
    ],
    ['<%= it.a %>', {}, 'needs the variable "a", and it has no value. Given: none.'],
    ['<%= it.a %>', { a: undefined, total: 1 }, 'needs the variable "a", and it has no value. Given: total.'],
    [
      '<%= it.order.total %>',
      { order: { id: 1, no: 2 } },
      'needs the variable "order.total", and it has no value. Given in order: id, no.',
    ],
    [
      '<%= it.items[1].title %>',
      { items: [{ title: 'a' }, {}] },
      'needs the variable "items[1].title", and it has no value. Given in items[1]: none.',
    ],
    ['<%= it.items[2] %>', { items: [1] }, 'needs the variable "items[2]"'],
    [
      '<% for (const { title } of it.items) { %><%= title %><% } %>',
      { items: [{}] },
      'needs the variable "items[0].title"',
    ],
    ['<%= it.items.map((item) => item.title) %>', { items: [{}] }, 'needs the variable "items[0].title"'],
    [
      '<%= it.user.nam %>',
      { user: new User() },
      'needs the variable "user.nam", and it has no value (did you mean "name"?). Given in user: name.',
    ],
    ['<% if (it.paid) { %>x<% } %>', {}, 'needs the variable "paid"'],
  ])('%j is named', (template, variables, message) => {
    expect(() => text(template, variables)).toThrow(message)
    expect(() => text(template, variables)).toThrow(
      expect.objectContaining({ code: 'MESSAGE_VARIABLE_MISSING', name: 'MessageError', retryable: false }),
    )
  })

  it('is named in a partial and in a layout', () => {
    const messages = defineMessages(
      { m: { subject: '<%= it.s %>', html: 'a\n<%~ include("footer") %>', layout: 'base' } },
      { partials: { footer: 'b\n\n<%= it.city %>' }, layouts: { base: '<%~ it.body %>\n<%= it.year %>' } },
    )
    expect(() => messages.m.html({ name: 1 })).toThrow(
      'The message "m" (html, in partial "footer", line 3) needs the variable "city", and it has no value. Given: name. ' +
        "Give it in the action's `template`, or test for it: 'city' in it.",
    )
    expect(() => messages.m.html({ city: 1 })).toThrow('(html, in layout "base", line 2) needs the variable "year"')
    expect(() => messages.m.subject({})).toThrow("Give it in the action's `subject` or `template`, or test")
  })

  it('can be tested for; null is a value', () => {
    const template = '<%= "a" in it ? "there" : "not there" %> <%= "b" in it.order %> [<%= it.none %>]'
    expect(text(template, { a: null, order: { b: 1 }, none: null })).toBe('there true []')
    expect(text(template, { a: undefined, order: {}, none: null })).toBe('not there false []')
    expect(text('<%= it.none ?? "-" %> <%= it.none?.x ?? "-" %>', { none: null })).toBe('- -')
  })

  it('is no more printed where a method or a Map gives undefined', () => {
    const message = 'cannot be filled: it prints undefined; where nothing is meant, print null or an empty text.'
    expect(() => text('<%= it.items.find((item) => item > 5) %>', { items: [1] })).toThrow(message)
    expect(() => text('<%= it.map.get("x") %>', { map: new Map() })).toThrow(message)
  })
})

describe('R47 variables', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])(
    'have own properties only: %s is not there',
    (name) => {
      for (const owner of ['it', 'it.order', 'it.parsed']) {
        const template = `<%= it.name in ${owner} %><% ${owner}[it.name] %>`
        const parsed = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "prototype": 3}') as unknown
        const run = (): string => text(template, { name, order: { id: 1 }, parsed })
        expect(run, owner).toThrow('needs the variable')
      }
    },
  )

  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', '__defineGetter__'])(
    'of a class have no %s either',
    (name) => {
      expect(() => text('<%= it.user[it.name] %>', { name, user: new User() })).toThrow(`the variable "user.${name}"`)
      expect(text('<%= it.name in it.user %>', { name, user: new User() })).toBe('false')
    },
  )

  it.each(['__proto__', 'prototype'])('that are arrays have no %s, and no constructor', (name) => {
    expect(() => text('<%= it.items[it.name] %>', { name, items: [1] })).toThrow(`the variable "items.${name}"`)
    expect(text('<%= it.items.constructor === undefined %>', { items: [1] })).toBe('true')
  })

  it('are changed in a copy, if at all', () => {
    const variables = {
      items: [3, 1, 2],
      order: { total: 5, lines: [{ n: 1 }] },
      at: new Date(0),
      map: new Map([['a', 1]]),
    }
    const before = structuredClone(variables)
    const template =
      '<% it.items.sort(); it.items.push(9); it.order.total = 6; it.order.lines[0].n = 2; delete it.order.lines; it.at.setFullYear(1999); it.map.clear(); it.x = 1 %>' +
      '<%= it.items %> <%= it.order %> <%= it.items.join("-") %>'
    expect(text(template, variables)).toBe('[1,2,3,9] {"total":6} 1-2-3-9')
    expect(text('<%= it.items %>', variables)).toBe('[3,1,2]')
    expect(variables).toEqual(before)
    const user = Object.freeze(new User())
    expect(() => text('<% it.user.name = "Bob" %>', { user })).toThrow('cannot be filled')
    expect(user.name).toBe('Ann')
  })
})

describe('variables are what they were', () => {
  it('arrays, objects and instances keep their methods', () => {
    const variables = {
      items: [
        { t: 'a', n: 2 },
        { t: 'b', n: 3 },
      ],
      user: Object.freeze(new User()),
      price: new Decimal('1.10'),
      at: new Date(0),
      big: 5n,
    }
    const cases: [string, string][] = [
      ['<%= it.items.map(({ t }) => t).join() %>', 'a,b'],
      ['<%= it.items.filter(({ n }) => n > 2).length %>', '1'],
      ['<%= [...it.items, 1].length %><%= it.items.concat([1]).length %>', '33'],
      ['<%= Array.isArray(it.items) %>', 'true'],
      ['<%= it.items.map((item) => item) %>', '[{"t":"a","n":2},{"t":"b","n":3}]'],
      ['<%= Object.keys(it.items[0]) %>', '["t","n"]'],
      ['<%= JSON.stringify(it.items[0]) %>', '{"t":"a","n":2}'],
      ['<%= `${it.items[0]}` %>', '{"t":"a","n":2}'],
      ['<%= it.items[0] === it.items[0] %>', 'true'],
      ['<%= it.user.greet("Hi") %>; <%= it.user.title %>', 'Hi private Ann; Ann, private'],
      ['<%= JSON.stringify(it.user) %> <%= Object.entries(it.user) %>', '{"name":"Ann"} [["name","Ann"]]'],
      ['<%= it.price.times(2).toFixed(2) %> <%= it.price.plus(it.price) %>', '2.20 2.2'],
      [
        '<%= it.at.getUTCFullYear() %> <%= new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(it.at) %>',
        '1970 1/1/1970',
      ],
      ['<%= it.big * 2n %>', '10'],
    ]
    for (const [template, expected] of cases) expect(text(template, variables), template).toBe(expected)
  })

  it('circles end', () => {
    const order: Record<string, unknown> = { id: 1 }
    order.self = order
    expect(text('<%= it.order.self.self.id %>', { order })).toBe('1')
    expect(text('<%= it.order %>', { order })).toBe('{"id":1,"self":{"id":1,"self":"[Circular]"}}')
  })
})
