import type { HostileWrite } from '../hostile-case.ts'

const mail = (members: object): Record<string, unknown> => ({
  type: 'notification.email',
  notification: 'mails:welcome',
  recipients: ['{{record.email}}'],
  subject: 'Hello {{record.name}}',
  text: 'Hello {{record.name}}',
  ...members,
})
const lines = ['\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\u0000', '\u000b'] as const

/** Values of a record that want to reach more people than the definition means, or to write the mail themselves. */
export const mailWrites: readonly HostileWrite[] = [
  ...[
    ['a second address behind a comma', 'ann@example.com,eve@evil.example'],
    ['a second address behind a semicolon', 'ann@example.com;eve@evil.example'],
    ['a second address behind a space', 'ann@example.com eve@evil.example'],
    ['a second address on a line of its own', 'ann@example.com\neve@evil.example'],
    ['a Bcc of its own', 'ann@example.com\r\nBcc: eve@evil.example'],
    ['a name that is an address', '"eve@evil.example," <ann@example.com>'],
    ['an address in an address', '<ann@example.com> <eve@evil.example>'],
    ['a group', 'all: ann@example.com, eve@evil.example;'],
    ['a comment', 'ann@example.com(,eve@evil.example)'],
    ['a route', '@evil.example:ann@example.com'],
    ['two at signs', 'ann@example.com@evil.example'],
    ['a quoted local part', '"ann\\"@evil.example"@example.com'],
    ['no address', 'nobody'],
    ['only a domain', '@evil.example'],
    ['a tab', 'ann@example.com\teve@evil.example'],
    ['a NUL', 'ann@example.com\u0000eve@evil.example'],
  ].map(
    ([tries, email]): HostileWrite => ({
      tries: `a recipient: ${tries}`,
      action: mail({}),
      record: { email },
      outcome: { refused: 'recipients' },
    }),
  ),
  {
    tries: 'a list where one address belongs',
    action: mail({}),
    record: { email: ['ann@example.com', 'eve@evil.example'] },
    outcome: { refused: 'recipients' },
  },
  {
    tries: 'a list in a list',
    action: mail({}),
    record: { email: [['ann@example.com'], ['eve@evil.example']] },
    outcome: { refused: 'recipients' },
  },
  {
    tries: 'an object for an address',
    action: mail({}),
    record: { email: { address: 'eve@evil.example' } },
    outcome: { refused: 'recipients' },
  },
  {
    tries: 'a list where the definition asks for one',
    action: mail({ recipients: '{{record.data}}' }),
    record: { data: ['ann@example.com', 'bob@example.com'] },
    outcome: {
      calls: [{ type: 'notification.email', recipients: ['ann@example.com', 'bob@example.com'] }],
    },
  },
  {
    tries: 'a wrong one in a list that the definition asks for',
    action: mail({ recipients: '{{record.data}}' }),
    record: { data: ['ann@example.com', 'x, eve@evil.example'] },
    outcome: { refused: 'recipients' },
  },
  { tries: 'nobody', action: mail({}), record: { email: null }, outcome: { refused: 'recipients' } },
  { tries: 'an empty address', action: mail({}), record: { email: '' }, outcome: { refused: 'recipients' } },
  {
    tries: 'a second address by cc',
    action: mail({ cc: ['{{record.name}}'] }),
    record: { email: 'a@b.co', name: 'a@b.co, eve@evil.example' },
    outcome: { refused: 'cc' },
  },
  {
    tries: 'a second address by bcc',
    action: mail({ bcc: '{{record.name}}' }),
    record: { email: 'a@b.co', name: 'a@b.co; eve@evil.example' },
    outcome: { refused: 'bcc' },
  },
  {
    tries: 'a sender with a header',
    action: mail({ from: '{{record.name}} <shop@example.com>' }),
    record: { email: 'a@b.co', name: 'x\r\nBcc: eve@evil.example' },
    outcome: { refused: 'from' },
  },
  {
    tries: 'an answer to somebody else',
    action: mail({ replyTo: '{{record.name}}' }),
    record: { email: 'a@b.co', name: 'a@b.co,eve@evil.example' },
    outcome: { refused: 'replyTo' },
  },
  ...lines.map(
    (line): HostileWrite => ({
      tries: `a header in the subject behind ${JSON.stringify(line)}`,
      action: mail({}),
      record: { email: 'ann@example.com', name: `Ann${line}Bcc: eve@evil.example` },
      outcome: { calls: [{ type: 'notification.email', subject: 'Hello Ann Bcc: eve@evil.example' }] },
    }),
  ),
  {
    tries: 'a script in an HTML body',
    action: mail({ html: '<p title="{{record.note}}">Hello {{record.name}}</p>' }),
    record: { email: 'ann@example.com', name: '<script>alert(1)</script>', note: '" onmouseover="alert(1)' },
    outcome: {
      calls: [
        {
          type: 'notification.email',
          html: '<p title="&#34; onmouseover=&#34;alert(1)">Hello &#60;script&#62;alert(1)&#60;/script&#62;</p>',
        },
      ],
    },
  },
  {
    tries: 'an attribute without quotes',
    action: mail({ html: '<p>{{record.name}}</p>' }),
    record: { email: 'ann@example.com', name: "</p><img src=x onerror='alert(1)'>&amp;" },
    outcome: {
      calls: [
        {
          type: 'notification.email',
          html: '<p>&#60;/p&#62;&#60;img src=x onerror=&#39;alert(1)&#39;&#62;&#38;amp;</p>',
        },
      ],
    },
  },
  {
    tries: 'a placeholder in a value',
    action: mail({}),
    record: { email: 'ann@example.com', name: '{{record.password}}', password: 'hunter2' },
    outcome: {
      calls: [{ type: 'notification.email', subject: 'Hello {{record.password}}', text: 'Hello {{record.password}}' }],
    },
  },
  {
    tries: 'code of a template engine in a value',
    action: mail({}),
    record: { email: 'ann@example.com', name: '<%= process.env.HOME %>' },
    outcome: { calls: [{ type: 'notification.email', subject: 'Hello <%= process.env.HOME %>' }] },
  },
  {
    tries: 'code of a template engine in a definition',
    action: mail({ subject: '<% process.exit(1) %>', text: '<%= it.name %>' }),
    record: { email: 'ann@example.com', name: 'Ann' },
    outcome: { calls: [{ type: 'notification.email', subject: '<% process.exit(1) %>', text: '<%= it.name %>' }] },
  },
  {
    tries: 'code in a literal of another language',
    action: mail({ subject: '${process.exit(1)} #{7*7} <#assign x=1> [[7*7]]' }),
    record: { email: 'ann@example.com' },
    outcome: { calls: [{ type: 'notification.email', subject: '${process.exit(1)} #{7*7} <#assign x=1> [[7*7]]' }] },
  },
  {
    tries: 'a message that does not exist',
    action: mail({ notification: 'mails:__proto__' }),
    record: { email: 'a@b.co' },
    outcome: { refused: '__proto__' },
  },
  {
    tries: 'a message by path',
    action: mail({ notification: 'mails:../../etc/passwd' }),
    record: { email: 'a@b.co' },
    outcome: { refused: 'no message' },
  },
  {
    tries: 'a number of its own',
    action: { type: 'notification.sms', notification: 'sms:code', recipients: ['{{record.phone}}'], body: 'x' },
    record: { phone: '+49123,+49900' },
    outcome: { refused: 'recipients' },
  },
  {
    tries: 'a list of numbers where one belongs',
    action: { type: 'notification.sms', notification: 'sms:code', recipients: ['{{record.phone}}'], body: 'x' },
    record: { phone: ['+49123', '+49900'] },
    outcome: { refused: 'recipients' },
  },
  {
    tries: 'a device of its own',
    action: {
      type: 'notification.push',
      notification: 'push:new',
      device_tokens: ['{{record.token}}'],
      title: 'x',
      body: 'y',
    },
    record: { token: 'abc;def' },
    outcome: { refused: 'device_tokens' },
  },
]
