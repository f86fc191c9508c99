import type { HostileWrite } from '../hostile-case.ts'

const info = { type: 'log.info', message: 'User {{record.name}} came' }

/** Values of a record that want to forge a line of the log, or to steer the terminal that shows it. */
export const logWrites: readonly HostileWrite[] = [
  ...[
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
    ['\u0000', '\\u0000'],
    ['\u0008', '\\u0008'],
    ['\u001b[2J', '\\u001b[2J'],
    ['\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['\u0085', '\\u0085'],
    ['\u009b31m', '\\u009b31m'],
    ['\u2028', '\\u2028'],
    ['\u2029', '\\u2029'],
    ['\u202e', '\\u202e'],
  ].map(
    ([written, shown]): HostileWrite => ({
      tries: `a line: ${JSON.stringify(written)}`,
      action: info,
      record: { name: `ann${written}root logged in` },
      outcome: { logged: [`info User ann${shown}root logged in came`] },
    }),
  ),
  {
    tries: 'a password',
    action: { ...info, message: 'User {{record}}' },
    record: { name: 'ann', password: 'hunter2' },
    outcome: { logged: ['info User {"id":1,"name":"ann"}'] },
  },
  {
    tries: 'a password by the row before',
    action: { ...info, message: '{{previousRecord}}' },
    record: { password: 'hunter2' },
    outcome: { logged: ['info '] },
  },
  {
    tries: 'a password by what was given',
    action: { ...info, message: '{{input}}' },
    record: { name: 'ann', password: 'hunter2' },
    outcome: { logged: ['info {"id":1,"name":"ann"}'] },
  },
  {
    tries: 'an object that turns into text',
    action: info,
    record: { name: { toString: 'x', toJSON: 'y' } },
    outcome: { logged: ['info User {"toString":"x","toJSON":"y"} came'] },
  },
  {
    tries: 'the environment',
    action: { ...info, message: '{{process.env.PATH}}{{global.process}}{{env.PATH}}' },
    record: {},
    outcome: { logged: ['info '] },
  },
  {
    tries: 'a method',
    action: { ...info, message: '{{record.name.length}}{{record.name.toString}}' },
    record: { name: 'ann' },
    outcome: { logged: ['info '] },
  },
  {
    tries: 'what all objects inherit',
    action: { ...info, message: '{{record.hasOwnProperty}}{{record.toString}}{{record.valueOf}}' },
    record: {},
    outcome: { logged: ['info '] },
  },
]
