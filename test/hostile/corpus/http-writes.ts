import type { HostileWrite } from '../hostile-case.ts'

/** `$server` is the address of the server that the test runs. */
const get = (path: string, members: object = {}): Record<string, unknown> => ({
  type: 'http.get',
  url: `$server${path}`,
  ...members,
})
const post = (members: object): Record<string, unknown> => ({ type: 'http.post', url: '$server/hook', ...members })

/** Values of a record that want to change where a request goes, what it asks for, or what it carries. */
export const httpWrites: readonly HostileWrite[] = [
  ...[
    ['a slash', 'a/b', 'a%2Fb'],
    ['a way up that is encoded', '%2e%2e%2fadmin', '%252e%252e%252fadmin'],
    ['a backslash', 'a\\admin', 'a%5Cadmin'],
    ['a query', 'a?admin=1', 'a%3Fadmin%3D1'],
    ['a fragment', 'a#b', 'a%23b'],
    ['a matrix parameter', 'a;admin=1', 'a%3Badmin%3D1'],
    ['a space', 'a b', 'a%20b'],
    ['a line', 'a\r\nHost: evil.example', 'a%0D%0AHost%3A%20evil.example'],
    ['another host', '@evil.example', '%40evil.example'],
    ['a NUL', 'a\u0000b', 'a%00b'],
    ['a wide slash', 'a／b', 'a%EF%BC%8Fb'],
  ].map(
    ([tries, name, path]): HostileWrite => ({
      tries: `a path: ${tries}`,
      action: get('/users/{{record.name}}/mail'),
      record: { name },
      outcome: { calls: [{ type: 'http', method: 'GET', url: `/users/${path}/mail` }] },
    }),
  ),
  ...['../admin', '..\\admin', 'a/../../admin'].map(
    (name): HostileWrite => ({
      tries: `a path: a way up as ${JSON.stringify(name)}`,
      action: get('/users/{{record.name}}/mail'),
      record: { name },
      outcome: { refused: 'url' },
    }),
  ),
  {
    tries: 'a path: two dots',
    action: get('/users/{{record.name}}/mail'),
    record: { name: '..' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a path: one dot',
    action: get('/users/{{record.name}}/mail'),
    record: { name: '.' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a path: two dots between texts',
    action: get('/users/.{{record.name}}/mail'),
    record: { name: '.' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a path: nothing',
    action: get('/users/{{record.name}}'),
    record: { name: '' },
    outcome: { refused: 'url' },
  },
  { tries: 'a path: null', action: get('/users/{{record.name}}'), record: { name: null }, outcome: { refused: 'url' } },
  { tries: 'a path: missing', action: get('/users/{{record.missing}}'), record: {}, outcome: { refused: 'url' } },
  {
    tries: 'a path: a lone surrogate',
    action: get('/users/{{record.name}}'),
    record: { name: '\ud800' },
    outcome: { calls: [{ type: 'http', url: '/users/%EF%BF%BD' }] },
  },
  ...[
    ['another parameter', 'a&admin=1', 'a%26admin%3D1'],
    ['a fragment', 'a#b', 'a%23b'],
    ['an equals sign', 'a=b', 'a%3Db'],
    ['a plus', 'a+b', 'a%2Bb'],
    ['a line', 'a\nb', 'a%0Ab'],
  ].map(
    ([tries, name, value]): HostileWrite => ({
      tries: `a parameter: ${tries}`,
      action: get('/search?q={{record.name}}&page=1'),
      record: { name },
      outcome: { calls: [{ type: 'http', url: `/search?q=${value}&page=1` }] },
    }),
  ),
  {
    tries: 'a parameter of query: another parameter',
    action: get('/search', { query: { q: '{{record.name}}' } }),
    record: { name: 'a&admin=1' },
    outcome: { calls: [{ type: 'http', url: '/search?q=a%26admin%3D1' }] },
  },
  {
    tries: 'a host: another one',
    action: { type: 'http.get', url: 'http://{{record.name}}.example.com/' },
    record: { name: 'evil.test/' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a host: a user',
    action: { type: 'http.get', url: 'http://{{record.name}}.example.com/' },
    record: { name: 'evil.test@' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a host: a port',
    action: { type: 'http.get', url: 'http://{{record.name}}.example.com/' },
    record: { name: 'evil.test:80/' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a port',
    action: { type: 'http.get', url: 'http://127.0.0.1:{{record.name}}/' },
    record: { name: '1@evil.test:80' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a whole address: a file',
    action: { type: 'http.get', url: '{{record.name}}' },
    record: { name: 'file:///etc/passwd' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a whole address: data',
    action: { type: 'http.get', url: '{{record.name}}' },
    record: { name: 'data:text/plain,x' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a whole address: a script',
    action: { type: 'http.get', url: '{{record.name}}' },
    record: { name: 'javascript:alert(1)' },
    outcome: { refused: 'url' },
  },
  {
    tries: 'a whole address: this machine',
    action: { type: 'http.get', url: '{{record.name}}' },
    record: { name: 'http://[::1]:9/' },
    outcome: { refused: 'EGRESS_REFUSED' },
  },
  {
    tries: 'a whole address: a user',
    action: { type: 'http.get', url: '{{record.name}}' },
    record: { name: 'http://admin:admin@example.com/' },
    outcome: { refused: 'url' },
  },
  ...['\n', '\r', '\r\n', '\u0000', '\u2028', '\u0100'].map(
    (character): HostileWrite => ({
      tries: `a header of its own behind ${JSON.stringify(character)}`,
      action: post({ headers: { 'X-User': '{{record.name}}' }, body: 'x' }),
      record: { name: `ann${character}X-Admin: 1` },
      outcome: { refused: 'header' },
    }),
  ),
  {
    tries: 'a header that is no name',
    action: post({ headers: { 'X User': '1' } }),
    record: {},
    outcome: { refused: 'header' },
  },
  {
    tries: 'a header that breaks its line',
    action: post({ headers: { 'X-A: 1\r\nX-Admin': '1' } }),
    record: {},
    outcome: { refused: 'header' },
  },
  {
    tries: 'JSON of its own in a body',
    action: post({ body: { name: '{{record.name}}' } }),
    record: { name: '", "admin": true, "x": "' },
    outcome: { calls: [{ type: 'http', body: '{"name":"\\", \\"admin\\": true, \\"x\\": \\""}' }] },
  },
  {
    tries: 'a prototype in a body',
    action: post({ body: '{{record.data}}' }),
    record: () => ({ data: JSON.parse('{ "__proto__": { "admin": true }, "a": 1 }') }),
    outcome: { calls: [{ type: 'http', body: '{"__proto__":{"admin":true},"a":1}' }] },
  },
  {
    tries: 'a method of its own',
    action: { type: 'http.request', url: '$server/', method: '{{record.name}}' },
    record: { name: 'CONNECT' },
    outcome: { refused: 'method' },
  },
  {
    tries: 'a method with a line',
    action: { type: 'http.request', url: '$server/', method: '{{record.name}}' },
    record: { name: 'GET / HTTP/1.1\r\n' },
    outcome: { refused: 'method' },
  },
  {
    tries: 'to be sent to a service of the cloud',
    action: get('/redirect?to={{record.name}}'),
    record: { name: 'http://169.254.169.254/latest/meta-data' },
    outcome: { refused: 'EGRESS_REFUSED', calls: [{ type: 'http' }] },
  },
  {
    tries: 'to be sent to another port of this machine',
    action: get('/redirect?to={{record.name}}'),
    record: { name: 'http://127.0.0.2:25/' },
    outcome: { refused: 'EGRESS_REFUSED', calls: [{ type: 'http' }] },
  },
  {
    tries: 'an answer without end',
    action: get('/endless'),
    record: {},
    outcome: { refused: 'HTTP_RESPONSE_TOO_LARGE', calls: [{ type: 'http' }] },
  },
]
