import type { HostileWrite } from '../hostile-case.ts'

const remove = { type: 'database.delete', table: 'users', where: { name: '{{record.note}}' } }
const update = { type: 'database.update', table: 'users', data: { note: 'seen' }, where: { name: '{{record.note}}' } }
const insert = { type: 'database.insert', table: 'audit', data: { text: '{{record.note}}' } }

/** Values of a record that want to widen a filter or to be more than a value. Before each write there are the users `bob` and `eve`. */
export const databaseWrites: readonly HostileWrite[] = [
  {
    tries: 'a filter: a missing value',
    action: { ...remove, where: { name: '{{record.missing}}' } },
    record: {},
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: an operator',
    action: remove,
    record: { name: 'x', note: { $ne: null } },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: an operator in capitals',
    action: remove,
    record: { name: 'x', note: { $GT: '' } },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: a junction',
    action: { ...remove, where: '{{record.note}}' },
    record: { name: 'x', note: { $or: [{}] } },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: an empty object',
    action: { ...remove, where: '{{record.note}}' },
    record: { name: 'x', note: {} },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: a list where a value belongs',
    action: { ...remove, where: { name: { $in: '{{record.note}}' } } },
    record: { name: 'x', note: 'bob' },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: quotes',
    action: remove,
    record: { name: 'x', note: "' OR '1'='1" },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: a comment',
    action: remove,
    record: { name: 'x', note: 'bob"; DROP TABLE users; --' },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: null, which is no wildcard',
    action: remove,
    record: { name: 'x', note: null },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: nobody in a list',
    action: { ...remove, where: { name: { $in: '{{record.data}}' } } },
    record: { name: 'x', data: [] },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: everybody but nobody',
    action: { ...remove, where: { name: { $nin: '{{record.data}}' } } },
    record: { name: 'x', data: [] },
    outcome: { refused: 'where', users: ['bob', 'eve'] },
  },
  {
    tries: 'a filter: a wildcard',
    action: { ...remove, where: { name: { $like: '{{record.note}}x' } } },
    record: { name: 'xx', note: '%' },
    outcome: { users: ['bob', 'eve', 'xx'] },
  },
  {
    tries: 'a filter: one character',
    action: { ...remove, where: { name: { $like: '{{record.note}}ob' } } },
    record: { name: 'x', note: '_' },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: wildcards alone',
    action: { ...remove, where: { name: { $like: '{{record.note}}' } } },
    record: { name: 'x', note: '%%' },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: an escape',
    action: { ...remove, where: { name: { $like: '{{record.note}}%' } } },
    record: { name: 'x', note: '\\' },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'a filter: a column by path',
    action: { ...remove, where: { 'name.constructor': 1 } },
    record: {},
    outcome: { refused: 'constructor' },
  },
  {
    tries: 'an update: an operator',
    action: { ...update, data: { data: '{{record.note}}' }, where: { name: 'bob' } },
    record: { name: 'x', note: { $inc: 5 } },
    outcome: { users: ['bob', 'eve', 'x'] },
  },
  {
    tries: 'an update: all columns',
    action: { ...update, data: '{{record.note}}', where: { name: 'bob' } },
    record: { name: 'x', note: { name: 'owned' } },
    outcome: { users: ['owned', 'eve', 'x'] },
  },
  {
    tries: 'an update: operators for all columns',
    action: { ...update, data: '{{record.note}}', where: { name: 'bob' } },
    record: { name: 'x', note: { $set: { name: 'owned' } } },
    outcome: { refused: 'data', users: ['bob', 'eve'] },
  },
  {
    tries: 'an update: text for a number',
    action: { ...update, data: { id: { $inc: '{{record.note}}' } }, where: { name: 'bob' } },
    record: { name: 'x', note: '1); DROP TABLE users' },
    outcome: { refused: 'number', users: ['bob', 'eve'] },
  },
  {
    tries: 'an insert: quotes',
    action: insert,
    record: { note: "'); DROP TABLE users; --" },
    outcome: { audit: [{ text: "'); DROP TABLE users; --" }] },
  },
  {
    tries: 'an insert: rows for a row',
    action: { ...insert, data: '{{record.note}}' },
    record: { note: [{ text: 'a' }, { text: 'b' }] },
    outcome: { audit: [{ text: 'a' }, { text: 'b' }] },
  },
  {
    tries: 'an insert: a column that there is not',
    action: { ...insert, data: '{{record.note}}' },
    record: { note: { admin: true } },
    outcome: { refused: 'column', audit: [] },
  },
  {
    tries: 'an insert: a prototype for a column',
    action: { ...insert, data: '{{record.note}}' },
    record: () => ({ note: JSON.parse('{ "__proto__": { "text": "x" } }') }),
    outcome: { refused: 'column', audit: [] },
  },
  {
    tries: 'a table by a value',
    action: { ...insert, table: '{{record.note}}' },
    record: { note: 'users' },
    outcome: { refused: 'table' },
  },
  {
    tries: 'a table of our own',
    action: { ...insert, table: 'triggerkit_jobs', data: { text: 'x' } },
    record: {},
    outcome: { refused: 'table' },
  },
]
