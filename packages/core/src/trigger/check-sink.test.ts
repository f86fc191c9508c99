import { describe, expect, it } from 'vitest'
import { problemsOf } from './problems-of.ts'
import { Trigger } from './trigger.ts'

const problems = (action: object, origin: 'code' | 'stored' = 'code'): string[] =>
  problemsOf({ name: 'audit', tables: ['orders'], events: ['afterInsert'], actions: [action] }, { origin })
const { agent, broker, cache, database, http, log, notification, storage, workflow } = Trigger

describe('where values may stand', () => {
  it.each([
    ['https://{{record.host}}/x'],
    ['https://{{record.host}}.com/x'],
    ['https://a.example{{record.rest}}'],
    ['https://a.example:{{record.port}}/'],
    ['https:{{record.host}}'],
    ['https:\\\\{{record.host}}'],
    ['http{{record.s}}://a.example/'],
    ['https://a.example/%2{{record.v}}'],
    ['https://{{record.a}}.b.example:{{record.port}}/'],
  ])('R47 refuses the address %s', (url) => {
    expect(problems(http.get(url)).join()).toMatch(/\[0\]\.url: .*(host|percent)/)
  })

  it.each([
    'https://{{env}}.example.com/x',
    'https://api-{{env}}.example.com',
    '{{record.hook}}',
    'https://a.example/{{record.a}}?b={{record.b}}',
  ])('R47 takes the address %s', (url) => expect(problems(http.get(url))).toEqual([]))

  it.each([
    ['<script>let a = "{{record.v}}"</script>', 'inside <script>'],
    ['<style>{{record.v}}</style>', 'inside <style>'],
    ['<a href={{record.v}}>', 'an attribute in quotes'],
    ['<a {{record.v}}>', 'an attribute in quotes'],
    ['<a onclick="f({{record.v}})">', 'the attribute onclick'],
    ['<!-- <p> --><b title="a>b" {{record.v}}>', 'an attribute in quotes'],
  ])('R47 refuses a value in %s', (html, message) => {
    expect(problems(notification.email('emails:x', 'a@b.de', { html } as never)).join()).toContain(message)
  })

  it('R47 takes values in text and quoted attributes', () => {
    const html =
      '<script>a</script><!-- " --><p title="{{record.a}}" class=\'{{record.b}}\'>{{record.c}}<br>{{record.d}}'
    expect(problems(notification.email('emails:x', 'a@b.de', { html } as never))).toEqual([])
  })

  it('R47 values of a key need a separator, those of a glob a place', () => {
    expect(problems(cache.delete('redis', '{{record.a}}{{record.b}}')).join()).toContain('need a separator')
    expect(problems(cache.invalidate('redis', 'a\\{{record.b}}')).join()).toContain('cannot follow a backslash')
    expect(problems(cache.invalidate('redis', '[{{record.b}}]')).join()).toContain('between [ and ]')
  })

  it.each([
    ['cache', cache.delete('{{record.c}}', 'k')],
    ['storage', storage.delete('s-{{env}}', '/a')],
    ['notification', notification.sms('{{record.n}}', '1')],
    ['notification', notification.sms('{{record.n}}:x', '1')],
    ['broker', broker.publish('{{record.b}}', 1)],
    ['workflow', workflow.execute('{{record.w}}')],
    ['agent', agent.run('{{record.a}}', 'x')],
    ['table', database.insert('{{record.t}}', { a: 1 })],
  ])('R47 a stored definition writes out its %s', (field, action) => {
    expect(problems(action, 'stored').join()).toMatch(new RegExp(`${field}: a stored definition has to write`))
    expect(problems(action)).toEqual([])
  })

  it('R47 a stored definition may choose a message or topic of a provider that it writes out', () => {
    expect(problems(notification.sms('sms:{{record.kind}}', '1'), 'stored')).toEqual([])
    expect(problems(broker.publish('kafka:{{record.kind}}', 1), 'stored')).toEqual([])
  })

  it('the field that storage.upload reads is written out', () => {
    const upload = storage.upload('s', '/a', { dataField: '{{record.f}}' })
    expect(problems(upload).join()).toContain('no placeholder may stand here')
  })
})

describe('texts made to be slow', () => {
  it.each([
    ['html', '{{record.a}}'.repeat(8_000)],
    ['html', `<${'a'.repeat(50_000)}${'"'.repeat(49_000)}{{record.a}}`],
    ['html', `${'<a>'.repeat(30_000)}{{record.a}}`],
    ['html', `${'<script></script>'.repeat(5_500)}{{record.a}}`],
    ['url', `https://a.example/${'{{record.a}}'.repeat(8_000)}`],
    ['url', `https://a.example/?${'{{secret.a}}'.repeat(8_000)}`],
    ['url', `https:${'/'.repeat(90_000)}{{record.a}}`],
    ['key', '{{record.a}}:'.repeat(7_000)],
    ['pattern', `${'['.repeat(90_000)}{{record.a}}`],
    ['pattern', `${'\\'.repeat(90_000)}{{record.a}}`],
  ])('R47 %s is checked in its length', (field, text) => {
    const types: Record<string, object> = {
      html: notification.email('emails:x', 'a@b.de', { html: text } as never),
      url: http.get(text),
      key: cache.delete('redis', text),
      pattern: cache.invalidate('redis', text),
    }
    const before = process.cpuUsage()
    expect(problems(types[field]!)).toBeDefined()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(500)
  })
})

describe('where secrets may be named', () => {
  const secret = '{{secret.key}}'
  it.each([
    [http.get(`https://a.example/?key=${secret}`)],
    [http.get('https://a.example/', { query: { key: secret }, headers: { Authorization: `Bearer ${secret}` } })],
    [http.post('https://a.example/', { deep: [{ key: `x ${secret}` }] })],
    [{ ...http.post('https://a.example/', {}), sign: 'webhook_key' }],
    [notification.callback('w:x', { callback: { body: secret, headers: { a: secret }, query: { a: secret } } })],
    [Trigger.action.execute('stripe', 'pay', { key: secret })],
  ])('R48 in %j', (action) => {
    expect(problems(action)).toEqual([])
  })

  it.each([
    [http.get(`https://a.example/${secret}`)],
    [http.get(`https://a.example/#?${secret}`)],
    [http.get(secret)],
    [log.info(`x ${secret}`)],
    [log.info('x', { key: secret })],
    [database.insert('a', { key: secret })],
    [database.delete('a', { key: secret })],
    [cache.set('c', 'k', secret)],
    [notification.email('emails:x', 'a@b.de', { text: secret })],
    [notification.callback('w:x', { callback: { params: { a: secret } } })],
    [workflow.execute('w', { key: secret })],
    [agent.run('a', secret)],
    [http.post('https://a.example/', '{{secret}}')],
    [{ ...http.post('https://a.example/', {}), sign: '{{record.key}}' }],
  ])('R48 nowhere else: %j', (action) => {
    expect(problems(action).join()).toMatch(/is not allowed here|names no secret|has to be the name of a secret/)
  })

  it('R48 not in conditions, and not before a write', () => {
    const condition = Trigger.when.field('record.a').equals(secret)
    const base = { name: 'audit', tables: ['orders'], events: ['beforeInsert'] }
    expect(problemsOf({ ...base, condition, actions: [log.info('x')] }).join()).toContain('is not allowed here')
    expect(problemsOf({ ...base, actions: [Trigger.record.set({ a: secret })] }).join()).toContain(
      'is not allowed here',
    )
  })
})
