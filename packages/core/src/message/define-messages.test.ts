import { Decimal } from 'decimal.js'
import { describe, expect, it } from 'vitest'
import { MessageDefinitionError } from '../errors/message-definition-error.ts'
import { defineMessages } from './define-messages.ts'
import type { DefineMessagesOptions, MessageDefinition } from './message-definition.ts'
import { problemsOf } from './problems-of.ts'

function render(html: string, variables: object, options?: DefineMessagesOptions): string {
  return defineMessages({ m: { html } }, options).m.html(variables as Record<string, unknown>)
}

function problems(definitions: unknown, options?: unknown): Promise<string[]> {
  return problemsOf(() =>
    defineMessages(definitions as Record<string, MessageDefinition>, options as DefineMessagesOptions),
  )
}

describe('defineMessages()', () => {
  it('makes a function of each part, ready for every provider', () => {
    const messages = defineMessages({
      welcome: { subject: 'Hi <%= it.name %>', text: 'Hello <%= it.name %>' },
      code: { sms: 'Your code: <%= it.code %>' },
      chat: { title: 'From <%= it.sender %>', body: '<%= it.preview %>' },
    })
    expect(messages.welcome.subject({ name: 'Ann' })).toBe('Hi Ann')
    expect(messages.welcome.text({ name: 'Ann' })).toBe('Hello Ann')
    expect(messages.code.sms({ code: 7 })).toBe('Your code: 7')
    expect(messages.chat.title({ sender: 'Bob' }) + messages.chat.body({ preview: 'hi' })).toBe('From Bobhi')
    expect(Object.isFrozen(messages) && Object.isFrozen(messages.welcome)).toBe(true)
  })

  it('escapes in HTML alone, unless the tag is raw', () => {
    const part = '<%= it.a %>|<%~ it.a %>'
    const { m } = defineMessages({ m: { subject: part, text: part, html: part, sms: part, title: part, body: part } })
    const a = `<b a="1">'&`
    expect(m.html({ a })).toBe(`&#60;b a=&#34;1&#34;&#62;&#39;&#38;|${a}`)
    for (const name of ['subject', 'text', 'sms', 'title', 'body'] as const) expect(m[name]({ a })).toBe(`${a}|${a}`)
  })

  it.each<[unknown, string]>([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Decimal('1e30'), '1000000000000000000000000000000'],
    [12345678901234567890n, '12345678901234567890'],
    [null, ''],
    [0, '0'],
    [false, 'false'],
    [new Uint8Array([1, 2]), 'AQI='],
    [
      { a: { b: 1n, at: new Date(0) }, c: [new Decimal('0.10')] },
      '{"a":{"b":"1","at":"1970-01-01T00:00:00.000Z"},"c":["0.1"]}',
    ],
    [new Map([['a', 1]]), '{"a":1}'],
    [['a', { b: null }], '["a",{"b":null}]'],
  ])('prints %s as any text of a template does: %s', (x, expected) => {
    const { m } = defineMessages({ m: { text: '<%= it.x %>|<% output(it.x) %>' } })
    expect(m.text({ x })).toBe(`${expected}|${expected}`)
  })

  it('leaves no empty line for a line of code, and keeps every other line break', () => {
    const { m } = defineMessages({
      m: {
        text: 'Dear <%= it.name %>\n<% if (it.items.length > 0) { %>\n  <% for (const item of it.items) { %>\n  - <%= item %>\n  <% } %>\n<% } else { %>\nnothing\n<% } %>\n\nBye',
      },
    })
    expect(m.text({ name: 'Ann', items: ['a', 'b'] })).toBe('Dear Ann\n  - a\n  - b\n\nBye')
    expect(m.text({ name: 'Ann', items: [] })).toBe('Dear Ann\nnothing\n\nBye')
  })

  it('takes a backslash, quotes and line ends of Windows as they are', () => {
    const { m } = defineMessages({ m: { text: 'C:\\new "a" \'b\' `c` ${d}\r\n<%= it.x %>\u2028' } })
    expect(m.text({ x: '\\n' })).toBe('C:\\new "a" \'b\' `c` ${d}\n\\n\u2028')
  })

  it.each([
    '<% if (it.a) %>yes<% else %>no',
    '<% if (it.a) { %>yes<% } else { %>no<% } %>',
    '<% if (!it.a) %><% output("wrong") %>yes',
    '<% const found = it.a\n%><% output("yes") %>',
    '<%= it.a ? "yes" : "no" // why %>',
    '<% switch (it.a) { case 1: %>yes<% break; case 2: %>no<% } %>',
    '<%= [1].map(() => { %>yes<% return "" })[0] %>',
  ])('runs code as it stands: %s', (text) => {
    expect(defineMessages({ m: { text } }).m.text({ a: 1 })).toBe('yes')
  })

  it('puts a mail into its layout, HTML and text each into its own', () => {
    const { m } = defineMessages(
      { m: { subject: 's', text: 'text', html: '<p>html</p>', sms: 'sms', layout: 'base' } },
      { layouts: { base: { html: '<body><%~ it.body %></body>', text: '== <%= it.body %> ==' } } },
    )
    expect([m.subject({}), m.text({}), m.html({}), m.sms({})]).toEqual([
      's',
      '== text ==',
      '<body><p>html</p></body>',
      'sms',
    ])
    const onlyHtml = defineMessages(
      { m: { text: 't', html: 'h', layout: 'base' } },
      { layouts: { base: '[<%~ it.body %>]' } },
    )
    expect([onlyHtml.m.text({}), onlyHtml.m.html({})]).toEqual(['t', '[h]'])
  })

  it('lets a template choose its layout, give it data and fill its blocks', () => {
    const layouts = {
      base: '<title><%~ block("title", () => { %>Shop<% }) %></title><%= it.tone %><%~ it.body %>',
      inner: '<% layout("base", { tone: "loud" }) %><% block("title", () => { %>Inner<% }) %>[<%~ it.body %>]',
    }
    expect(render('<% layout("base", { tone: "calm" }) %>Hi', {}, { layouts })).toBe('<title>Shop</title>calmHi')
    expect(render('<% layout("inner") %>Hi', {}, { layouts })).toBe('<title>Inner</title>loud[Hi]')
    const filled = '<% layout("inner") %><% block("title", () => { %><%= it.t %><% }) %>Hi'
    expect(render(filled, { t: '<T>' }, { layouts })).toBe('<title>&#60;T&#62;</title>loud[Hi]')
  })

  it('includes partials with the variables and more, for HTML and for text', () => {
    const partials = {
      name: 'Dear <%= it.name %><%~ "more" in it ? it.more : "" %>',
      sign: { html: '<i>Bye</i>', text: 'Bye' },
      list: '<% for (const item of it.items) { %><%~ include("name", item) %>;<% } %>',
    }
    const part = '<%~ include("name", { more: "!" }) %> <%~ include("sign") %>'
    const { m } = defineMessages({ m: { html: part, text: part } }, { partials })
    expect(m.html({ name: '&' })).toBe('Dear &#38;! <i>Bye</i>')
    expect(m.text({ name: '&' })).toBe('Dear &! Bye')
    expect(render('<%~ include("list") %>', { items: [{ name: 'A' }, { name: 'B' }] }, { partials })).toBe(
      'Dear A;Dear B;',
    )
  })

  it('looks a computed name up among what there is', () => {
    const partials = { a: 'A', b: { text: 'B' } }
    const html = '<%~ include(it.which) %>'
    expect(render(html, { which: 'a' }, { partials })).toBe('A')
    for (const which of ['b', '../a', '__proto__', 'constructor', './a', '/etc/passwd'])
      expect(() => render(html, { which }, { partials })).toThrow(
        `The message "m" (html, line 1) cannot be filled: there is no partial "${which}"; there are: a.`,
      )
  })

  it('ends includes that never end', () => {
    const partials = { a: '<%~ include("b") %>', b: '<%~ include("a") %>' }
    expect(() => render('<%~ include("a") %>', {}, { partials })).toThrow('includes and layouts go deeper than 50')
  })

  it('names what a template threw, with its line and its cause', () => {
    const failing = { m: { text: 'a\n<%= it.x.toFixed(2) %>' } }
    expect(() => defineMessages(failing).m.text({ x: 'no number' })).toThrow(
      expect.objectContaining({
        code: 'MESSAGE_FAILED',
        retryable: false,
        message: 'The message "m" (text, line 2) cannot be filled: it.x.toFixed is not a function.',
        place: { messageName: 'm', part: 'text', within: undefined, file: undefined, line: 2 },
        cause: expect.any(TypeError) as unknown,
      }),
    )
    expect(() => defineMessages({ m: { text: '<%= name %>' } }).m.text({ name: 'Ann' })).toThrow(
      'name is not defined (variables are read from `it`: it.name).',
    )
    expect(() => defineMessages({ m: { text: '<% leaked = 1 %>' } }).m.text({})).toThrow('leaked is not defined')
  })
})

describe('defineMessages() reports all that is wrong at once', () => {
  it('as one error with every place and line', async () => {
    const found = await problems(
      {
        broken: {
          subject: '<%= it.a',
          text: 'a\n\n<%= it. %>',
          html: 'a\n<% if (x) { %>\n<%= 1 %>\n',
          sms: '<%= "a %>',
        },
        unknown: { body: 'a\n<%~ include("foter") %>\n<% layout("no")\n layout("html") %>', layout: 'base', bodi: 'x' },
        empty: { html: ' \n ', text: undefined },
        none: {},
        '../path': { text: 'a' },
        wrong: { text: 5 },
        no: 'text',
        lay: { html: 'x', layout: 5 },
        formless: { html: 'x', layout: 'plain' },
      },
      {
        layouts: {
          base: 'x<%~ include("gone") %>',
          html: { html: 'x' },
          plain: { text: 'x' },
          'a/b': 'x',
          odd: { css: 'x' },
        },
        partials: { footer: '', form: { html: '<%~ include("footer") %>', text: '<%= a b %>' }, five: 5 },
      },
    )
    expect(found).toEqual([
      'unknown.bodi: unknown part "bodi", did you mean "body"?',
      'none: it has no parts; there may be: subject, text, html, sms, title, body',
      '["../path"]: this is no name for a message: take letters, digits, "-", "_" and single dots, at most 100 of them',
      'wrong.text: expected a text, found number 5',
      'no: expected an object of parts, found string "text"',
      'lay.layout: expected the name of a layout, found number 5',
      'layouts["a/b"]: this is no name for a layout: take letters, digits, "-", "_" and single dots, at most 100 of them',
      'layouts.odd.css: unknown form "css"; allowed: html, text',
      'partials.five: expected a text, or an object of `html` and `text`, found number 5',
      'partials.footer: it is empty',
      expect.stringMatching(/^partials\.form\.text:1: it cannot be compiled: /),
      'broken.subject:1: unclosed tag',
      expect.stringMatching(/^broken\.text:3: it cannot be compiled: /),
      expect.stringMatching(/^broken\.html:2: it cannot be compiled: /),
      'broken.sms:1: unclosed string',
      'empty.html: it is empty',
      'unknown.body:2: unknown partial "foter", did you mean "footer"?',
      expect.stringMatching(/^unknown\.body:3: unknown layout "no"/),
      'unknown.body:4: the layout "html" has no form for text',
      'formless.layout: the layout "plain" has no form for html',
      expect.stringMatching(/^layouts\.base:1: unknown partial "gone"/),
    ])
  })

  it.each([
    '__proto__',
    'constructor',
    'prototype',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    'a:b',
    'a b',
    'a..b',
    '.a',
    'x'.repeat(101),
  ])('no message, layout or partial is called %j', async (name) => {
    const named = Object.fromEntries([[name, 'x']])
    expect(await problems(Object.fromEntries([[name, { text: 'x' }]]), { layouts: named, partials: named })).toEqual([
      expect.stringContaining('this is no name for a message'),
      expect.stringContaining('this is no name for a layout'),
      expect.stringContaining('this is no name for a partial'),
    ])
  })

  it('finds names in code, not in texts and comments', async () => {
    const text =
      '<%= "include(\'a\')" // include("b")\n%><% /* layout("c") */ %><%= it.include("d") %><%~ include("e" + it.x) %>'
    expect(await problems({ m: { text } })).toEqual([])
  })

  it('follows a partial only to where it is used', async () => {
    const partials = { both: '<%~ include("only") %>', only: { html: 'x' } }
    expect(await problems({ m: { html: '<%~ include("both") %>' } }, { partials })).toEqual([])
    expect(await problems({ m: { text: '<%~ include("both") %>' } }, { partials })).toEqual([
      'partials.both:1: the partial "only" has no form for text',
    ])
  })

  it('says so in one message', () => {
    const define = (): unknown => defineMessages({ m: { text: ' ', html: '' } })
    expect(define).toThrow('The messages have 2 problems:\n  - m.text: it is empty\n  - m.html: it is empty')
    expect(define).toThrow(expect.objectContaining({ name: 'MessageDefinitionError', code: 'MESSAGE_DEFINITION' }))
    expect(MessageDefinitionError.isInstance(new Error('x'))).toBe(false)
  })
})
