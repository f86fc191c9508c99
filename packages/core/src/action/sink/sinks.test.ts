import { describe, expect, it } from 'vitest'
import { ObjectIdSample } from '../../value/sample-values.ts'
import { toRun } from '../run-fixture.ts'

type Fields = Record<string, unknown>

/** What an executor of that type reads of a field, for a record. */
function rendered(type: string, field: string, payload: unknown, record: Fields = {}): unknown {
  return toRun({ type, payload: { [field]: payload }, record }).input[field]
}

const uuid = '0190a5f0-0000-4000-8000-000000000001'

describe('a request address', () => {
  const url = (text: string, record: Fields = {}): unknown => rendered('http.get', 'url', text, record)

  it.each<[string, unknown, string]>([
    ['https://a.example/u/{{record.v}}', 'a/b?c#d&e=f', 'https://a.example/u/a%2Fb%3Fc%23d%26e%3Df'],
    ['https://a.example/u/{{record.v}}', 'a\\b', 'https://a.example/u/a%5Cb'],
    ['https://a.example/u/{{record.v}}', '..%2f', 'https://a.example/u/..%252f'],
    ['https://a.example/u/{{record.v}}', '@evil.example', 'https://a.example/u/%40evil.example'],
    ['https://a.example/u/{{record.v}}', 'half \ud800', 'https://a.example/u/half%20%EF%BF%BD'],
    ['https://a.example/?q={{record.v}}', 'a&admin=1#x', 'https://a.example/?q=a%26admin%3D1%23x'],
    ['https://a.example/?q={{record.v}}&r=1', '', 'https://a.example/?q=&r=1'],
    ['https://a.example/#{{record.v}}', 'a?b#c', 'https://a.example/#a%3Fb%23c'],
    ['https://{{record.v}}.example.com/x', 'eu-1', 'https://eu-1.example.com/x'],
    ['{{record.v}}', 'https://hook.example/a?b=1', 'https://hook.example/a?b=1'],
    ['{{record.v}}/x', 'https://hook.example', 'https://hook.example/x'],
  ])('R47 %s takes %j as one part', (text, v, expected) => {
    expect(url(text, { v })).toBe(expected)
  })

  it.each<[string, unknown, string]>([
    ['https://a.example/u/{{record.v}}/x', '..', 'would lead to another path'],
    ['https://a.example/u/{{record.v}}/x', '.', 'would lead to another path'],
    ['https://a.example/u/{{record.v}}/x', 'a/../../b', 'would lead to another path'],
    ['https://a.example/u/{{record.v}}', '%2e%2E/x', 'would lead to another path'],
    ['https://a.example/u/.{{record.v}}/x', '.', 'would lead to another path'],
    ['https://a.example/u/{{record.v}}.', '.', 'would lead to another path'],
    ['https://a.example/u//{{record.v}}', '', 'there is no value for {{record.v}}'],
    ['https://a.example/u/{{record.v}}', null, 'there is no value for {{record.v}}'],
    ['https://{{record.v}}.example.com/', 'evil.com/', 'would change the host'],
    ['https://{{record.v}}.example.com/', 'evil.com#', 'would change the host'],
    ['https://{{record.v}}.example.com/', 'a@evil', 'would change the host'],
    ['https://{{record.v}}.example.com/', 'a:80', 'would change the host'],
    ['https://{{record.v}}.example.com/', 'ｅvil', 'would change the host'],
    ['{{record.v}}{{record.w}}/x', 'https://good.example', 'would change the host'],
    ['{{record.v}}', undefined, 'there is no value for {{record.v}}'],
  ])('R47 %s refuses %j', (text, v, message) => {
    expect(() => url(text, { v, w: 'com' })).toThrow(message)
    expect(() => url(text, { v, w: 'com' })).toThrow(
      expect.objectContaining({ code: 'ACTION_INPUT', trigger: 'rule', action: 'step', event: 'afterInsert' }),
    )
  })
})

describe('keys and globs', () => {
  const key = (text: string, record: Fields): unknown => rendered('cache.delete', 'key', text, record)
  const glob = (text: string, record: Fields): unknown => rendered('cache.invalidate', 'pattern', text, record)

  it.each<[string, unknown, string]>([
    ['user:{{record.v}}', 'a-b_c.d', 'user:a-b_c.d'],
    ['user-{{record.v}}', 'a-slug', 'user-a-slug'],
    ['{{record.v}}-{{record.w}}', uuid, `${uuid}-7`],
    ['day:{{record.v}}', new Date(0), 'day:1970-01-01T00:00:00.000Z'],
    ['user:{{record.v}}', 7n, 'user:7'],
    ['{{record.v}}', 'a:b|c', 'a:b|c'],
    ['{{record.v}}', new ObjectIdSample('65f000000000000000000001'), '65f000000000000000000001'],
  ])('R47 the key %s takes %s', (text, v, expected) => {
    expect(key(text, { v, w: 7 })).toBe(expected)
  })

  it.each<[string, unknown, string]>([
    ['user:{{record.v}}', '7:orders', 'holds ":", which separates'],
    ['a/{{record.v}}', 'b/c', 'holds "/"'],
    ['a|{{record.v}}', 'b|c', 'holds "|"'],
    ['a#{{record.v}}', 'b#c', 'holds "#"'],
    ['a {{record.v}}', 'b c', 'holds " "'],
    ['{{record.v}}-{{record.w}}', '1-2', 'holds "-"'],
    ['user:{{record.v}}', { a: 1 }, 'holds ":"'],
    ['user:{{record.v}}', 'a\r\nDEL', 'holds a control character'],
    ['user:{{record.v}}', 'a\0', 'holds a control character'],
    ['user:{{record.v}}', 'a\u2028', 'holds a control character'],
    ['user:{{record.v}}', '', 'there is no value for {{record.v}}'],
    ['user:{{record.v}}', null, 'there is no value for {{record.v}}'],
    ['user:{{record.v}}', undefined, 'there is no value for {{record.v}} in key'],
  ])('R47 the key %s refuses %j', (text, v, message) => {
    expect(() => key(text, { v, w: 7 })).toThrow(message)
  })

  it('R47 quota keys are keys', () => {
    expect(() => rendered('quota.consume', 'key', 'tenant:{{record.v}}', { v: '1:2' })).toThrow('holds ":"')
  })

  it('R47 no value widens a glob', () => {
    expect(glob('user:{{record.v}}:*', { v: '*?[a]{b}!^\\' })).toBe('user:\\*\\?\\[a\\]\\{b\\}\\!\\^\\\\:*')
    expect(glob('{{record.v}}', { v: '*' })).toBe('\\*')
    for (const v of ['', null, undefined]) expect(() => glob('{{record.v}}*', { v })).toThrow('there is no value')
    expect(() => glob('{{record.v}}', { v: '' })).toThrow('there is no value')
    expect(() => glob('user:{{record.v}}:*', { v: '7:x' })).toThrow('holds ":"')
  })
})

describe('storage paths', () => {
  const path = (text: string, v: unknown): unknown => rendered('storage.delete', 'path', text, { v })

  it.each<[string, unknown, string]>([
    ['/users/{{record.v}}/a.png', 'Ann 1.0', '/users/Ann 1.0/a.png'],
    ['/users/{{record.v}}.png', '..a', '/users/..a.png'],
    ['/users/{{record.v}}', new Date(0), '/users/1970-01-01T00:00:00.000Z'],
    ['{{record.v}}', '/folder/a.png', '/folder/a.png'],
  ])('R47 %s takes %s', (text, v, expected) => {
    expect(path(text, v)).toBe(expected)
  })

  it.each<[string, unknown]>([
    ['/users/{{record.v}}/a.png', '..'],
    ['/users/{{record.v}}/a.png', '.'],
    ['/users/.{{record.v}}/a.png', '.'],
    ['/users/{{record.v}}/a.png', '.. '],
    ['/users/{{record.v}}/a.png', '%2e%2e'],
    ['/users/{{record.v}}/a.png', '\uff0e\uff0e'],
    ['/users/{{record.v}}/a.png', '\u2025'],
    ['/users/{{record.v}}/a.png', 'a/b'],
    ['/users/{{record.v}}/a.png', 'a\\b'],
    ['/users/{{record.v}}/a.png', 'a%2Fb'],
    ['/users/{{record.v}}/a.png', 'a%5cb'],
    ['/users/{{record.v}}/a.png', 'a\u2215b'],
    ['/users/{{record.v}}/a.png', 'a\u2044b'],
    ['/users/{{record.v}}/a.png', 'a\uff0fb'],
    ['/users/{{record.v}}/a.png', 'a\uff3cb'],
    ['/users/{{record.v}}/a.png', 'a\0.png'],
    ['/users/{{record.v}}/a.png', 'a\u202egnp'],
    ['{{record.v}}/a.png', '/etc'],
    ['{{record.v}}', '../x'],
    ['{{record.v}}', 'a/../../x'],
    ['{{record.v}}', 'C:/windows'],
    ['{{record.v}}', '//host/share'],
    ['{{record.v}}', 'a\\..\\b'],
    ['/users/{{record.v}}', ''],
    ['/users/{{record.v}}', null],
  ])('R47 %s refuses %j', (text, v) => {
    expect(() => path(text, v)).toThrow(/another path|has to be a path|there is no value/)
  })
})

describe('HTML', () => {
  const html = (text: string, v: unknown): unknown => rendered('notification.email', 'html', text, { v })

  it('R47 values are text, whole or in part', () => {
    expect(html('<p>{{record.v}}</p>', '<script>"&\'')).toBe('<p>&#60;script&#62;&#34;&#38;&#39;</p>')
    expect(html('{{record.v}}', '<b>')).toBe('&#60;b&#62;')
    expect(html('<a title="{{record.v}}">x</a>', '" onclick="x')).toBe('<a title="&#34; onclick=&#34;x">x</a>')
    expect(html('<a href="https://a.example/?q={{record.v}}">', 'a:b')).toContain('q=a:b')
    expect(html('<a href="{{record.v}}">', 'https://a.example')).toBe('<a href="https://a.example">')
  })

  it.each([
    ['<a href="{{record.v}}">', 'javascript:alert(1)'],
    ['<a href="{{record.v}}">', ' java\tscript:alert(1)'],
    ['<a href="java{{record.v}}">', 'script:alert(1)'],
    ["<img src='{{record.v}}'>", 'data:text/html,x'],
    ['<p style="color: {{record.v}}">', 'red; background: url(//x)'],
  ])('R47 %s refuses %j', (text, v) => {
    expect(() => html(text, v)).toThrow('the value of {{record.v}} in `html`')
  })
})

describe('headers, titles and lines', () => {
  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0', 'a\u2028b', 'a\u007f', '名'])('R47 a header refuses %j', (v) => {
    for (const text of ['{{record.v}}', 'x {{record.v}}']) {
      expect(() => rendered('http.get', 'headers', { 'X-A': text }, { v })).toThrow('`headers.X-A` holds a line break')
      expect(() => rendered('notification.callback', 'callback', { headers: { 'X-A': text } }, { v })).toThrow(
        '`callback.headers.X-A` holds a line break',
      )
    }
    expect(() => rendered('storage.upload', 'mimeType', 'text/{{record.v}}', { v })).toThrow('holds a line break')
  })

  it('R47 a title stays on its line', () => {
    for (const text of ['Order {{record.v}}', '{{record.v}}'])
      expect(rendered('notification.email', 'subject', text, { v: 'x\r\nBcc: y\u2028z' })).toMatch(/x Bcc: y z$/)
    expect(rendered('notification.push', 'title', '{{record.v}}', { v: 'a\nb' })).toBe('a b')
  })

  it('R47 a line of the log stays one, and steers nothing', () => {
    const v = 'x\r\nERROR\u001b[2J\u2028\u202e'
    const safe = 'x\\r\\nERROR\\u001b[2J\\u2028\\u202e'
    expect(rendered('log.info', 'message', 'Hi {{record.v}}', { v })).toBe(`Hi ${safe}`)
    expect(rendered('log.create', 'message', '{{record.v}}', { v })).toBe(safe)
    expect(rendered('record.reject', 'message', 'no {{record.v}}', { v })).toBe(`no ${safe}`)
  })
})

describe('recipients, parameters, names, topics and patterns', () => {
  it('R47 an item of a written list gives at most one recipient', () => {
    const to = (recipients: unknown, v: unknown): unknown =>
      rendered('notification.email', 'recipients', recipients, { v })
    expect(to(['{{record.v}}'], 'a@b.de')).toEqual(['a@b.de'])
    expect(to(['{{record.v}}'], ['a@b.de'])).toEqual(['a@b.de'])
    expect(to('{{record.v}}', ['a@b.de', 'c@d.de'])).toEqual(['a@b.de', 'c@d.de'])
    for (const field of ['recipients', 'cc', 'bcc']) {
      expect(() =>
        rendered('notification.email', field, ['x@y.de', '{{record.v}}'], { v: ['a@b.de', 'evil@x.de'] }),
      ).toThrow(`the value of {{record.v}} in \`${field}.1\` is a list of 2`)
    }
    expect(() => rendered('notification.email', 'from', '{{record.v}}', { v: ['a@b.de', 'c@d.de'] })).toThrow(
      'list of 2',
    )
    expect(() => rendered('notification.push', 'device_tokens', ['{{record.v}}'], { v: ['a', 'b'] })).toThrow(
      'list of 2',
    )
  })

  it('R47 a value is one parameter, also where it is a list', () => {
    expect(rendered('http.get', 'query', { a: '{{record.v}}', b: ['x', 'y'] }, { v: ['user', 'admin'] })).toEqual({
      a: '["user","admin"]',
      b: ['x', 'y'],
    })
  })

  it.each(['a:b', 'a b', 'a\n'])('R47 the name of a provider or workflow refuses %j', (v) => {
    for (const [type, field] of [
      ['cache.set', 'cache'],
      ['workflow.execute', 'workflow'],
      ['agent.run', 'agent'],
      ['action.execute', 'app'],
      ['action.execute', 'action'],
      ['database.insert', 'table'],
    ] as const) {
      expect(() => rendered(type, field, '{{record.v}}', { v })).toThrow('the value of {{record.v}}')
      expect(() => rendered(type, field, 'x-{{record.v}}', { v })).toThrow('the value of {{record.v}}')
    }
    expect(() => rendered('notification.email', 'notification', 'emails:{{record.v}}', { v })).toThrow('{{record.v}}')
  })

  it.each(['a.b', 'a/b', 'a:b', '*', 'a#', '+', '>', 'a b', 'a\r', ''])('R47 a topic refuses %j', (v) => {
    expect(() => rendered('broker.publish', 'broker', 'nats:orders.{{record.v}}/x', { v })).toThrow('{{record.v}}')
  })

  it('R47 a topic takes what separates nothing in it', () => {
    expect(rendered('broker.publish', 'broker', 'kafka:orders-{{record.v}}', { v: 'eu.1-a' })).toBe(
      'kafka:orders-eu.1-a',
    )
  })

  it('R47 a value in a $like pattern means its own characters only', () => {
    const where = { name: { $LIKE: '{{record.v}}%' }, $or: [{ a: { $like: '{{record.v}}' } }], b: '{{record.v}}' }
    expect(rendered('database.delete', 'where', where, { v: '100%_\\' })).toEqual({
      name: { $LIKE: '100\\%\\_\\\\%' },
      $or: [{ a: { $like: '100\\%\\_\\\\' } }],
      b: '100%_\\',
    })
  })

  it('R47 storage.upload takes its bytes out of the record when it is rendered', () => {
    const bytes = Buffer.from('hi')
    const run = toRun({ type: 'storage.upload', payload: { dataField: 'file' }, record: { file: bytes } })
    expect(run.input.data).toBe(bytes)
  })
})
