import type { HostileWrite } from '../hostile-case.ts'

const set = { type: 'cache.set', cache: 'redis', key: 'user:{{record.name}}:profile', value: 1 }
const invalidate = { type: 'cache.invalidate', cache: 'redis', pattern: 'user:{{record.name}}:*' }
const upload = { type: 'storage.upload', storage: 'files', path: '/users/{{record.name}}/note.txt', data: 'x' }
const publish = { type: 'broker.publish', broker: 'nats:users.{{record.name}}', message: 'x' }

/** Values of a record that want to leave their place in a key, a glob, a path or a topic. */
export const keyWrites: readonly HostileWrite[] = [
  { tries: "a key: somebody else's", action: set, record: { name: '1:admin' }, outcome: { refused: 'key' } },
  { tries: 'a key: a line', action: set, record: { name: '1\r\nFLUSHALL' }, outcome: { refused: 'key' } },
  { tries: 'a key: a NUL', action: set, record: { name: '1\u0000' }, outcome: { refused: 'key' } },
  { tries: 'a key: nothing', action: set, record: {}, outcome: { refused: 'key' } },
  {
    tries: 'a key: a star, which is a star',
    action: set,
    record: { name: '*' },
    outcome: { calls: [{ type: 'cache.set', key: 'user:*:profile' }] },
  },
  {
    tries: 'a key: letters of another script',
    action: set,
    record: { name: 'жюри' },
    outcome: { calls: [{ type: 'cache.set', key: 'user:жюри:profile' }] },
  },
  {
    tries: 'a key: the whole of it',
    action: { ...set, key: '{{record.name}}' },
    record: { name: 'tenant:1' },
    outcome: { calls: [{ type: 'cache.set', key: 'tenant:1' }] },
  },
  {
    tries: 'a glob: all',
    action: invalidate,
    record: { name: '*' },
    outcome: { calls: [{ type: 'cache.invalidate', pattern: 'user:\\*:*' }] },
  },
  {
    tries: 'a glob: one character',
    action: invalidate,
    record: { name: '?' },
    outcome: { calls: [{ type: 'cache.invalidate', pattern: 'user:\\?:*' }] },
  },
  {
    tries: 'a glob: a class',
    action: invalidate,
    record: { name: '[a-z]' },
    outcome: { calls: [{ type: 'cache.invalidate', pattern: 'user:\\[a-z\\]:*' }] },
  },
  {
    tries: 'a glob: an escape that eats the next one',
    action: invalidate,
    record: { name: '\\' },
    outcome: { calls: [{ type: 'cache.invalidate', pattern: 'user:\\\\:*' }] },
  },
  {
    tries: 'a glob: alternatives',
    action: invalidate,
    record: { name: '{a,b}' },
    outcome: { calls: [{ type: 'cache.invalidate', pattern: 'user:\\{a,b\\}:*' }] },
  },
  { tries: 'a glob: nothing', action: invalidate, record: {}, outcome: { refused: 'pattern' } },
  { tries: 'a glob: null', action: invalidate, record: { name: null }, outcome: { refused: 'pattern' } },
  ...[
    ['a way up', '../admin'],
    ['a way up in Windows', '..\\admin'],
    ['two dots', '..'],
    ['one dot', '.'],
    ['a slash', 'a/b'],
    ['a backslash', 'a\\b'],
    ['a NUL', 'a\u0000'],
    ['a line', 'a\nb'],
    ['nothing', ''],
    ['null', null],
  ].map(
    ([tries, name]): HostileWrite => ({
      tries: `a path: ${tries}`,
      action: upload,
      record: { name },
      outcome: { refused: 'path' },
    }),
  ),
  {
    tries: 'a path: what only looks like a way up',
    action: upload,
    record: { name: '%2e%2e%2f' },
    outcome: { refused: 'path' },
  },
  {
    tries: 'a path: the source of a copy',
    action: { type: 'storage.copy', storage: 'files', source: '/users/{{record.name}}', destination: '/public/x' },
    record: { name: '../../etc/passwd' },
    outcome: { refused: 'source' },
  },
  {
    tries: 'a file: bytes that are none',
    action: { ...upload, path: '/x', data: undefined, dataField: 'note' },
    record: { note: 'no base64!' },
    outcome: { refused: 'note' },
  },
  {
    tries: 'a file: the password',
    action: { ...upload, path: '/x', data: undefined, dataField: 'password' },
    record: { password: 'aHVudGVyMg==' },
    outcome: { refused: 'password' },
  },
  { tries: 'a topic: all below', action: publish, record: { name: '>' }, outcome: { refused: 'broker' } },
  { tries: 'a topic: any', action: publish, record: { name: '*' }, outcome: { refused: 'broker' } },
  { tries: 'a topic: any of another broker', action: publish, record: { name: '#' }, outcome: { refused: 'broker' } },
  { tries: 'a topic: another one', action: publish, record: { name: 'a.admin' }, outcome: { refused: 'broker' } },
  { tries: 'a topic: a space', action: publish, record: { name: 'a b' }, outcome: { refused: 'broker' } },
  { tries: 'a topic: a line', action: publish, record: { name: 'a\r\nPUB x' }, outcome: { refused: 'broker' } },
]
