import { type RefusedDefinition, withAction, withMembers } from '../hostile-case.ts'

/** Actions that do not exist, that lack what they need, or that would act where they must not. */
export const actions: readonly RefusedDefinition[] = [
  {
    tries: 'an unknown family',
    definition: withAction({ type: 'shell.run', command: 'id' }),
    problem: 'actions[0].type',
  },
  {
    tries: 'an unknown verb',
    definition: withAction({ type: 'database.drop', table: 'users' }),
    problem: 'actions[0].type',
  },
  {
    tries: 'raw SQL',
    definition: withAction({ type: 'database.query', sql: 'DROP TABLE users' }),
    problem: 'actions[0].type',
  },
  {
    tries: 'a type of the root of all objects',
    definition: withAction({ type: 'toString' }),
    problem: 'actions[0].type',
  },
  { tries: 'a type named __proto__', definition: withAction({ type: '__proto__' }), problem: 'actions[0].type' },
  {
    tries: 'a type that leads somewhere',
    definition: withAction({ type: '../../custom' }),
    problem: 'actions[0].type',
  },
  {
    tries: 'an unknown field',
    definition: withAction({ type: 'log.info', message: 'x', file: '/etc/passwd' }),
    problem: 'actions[0].file',
  },
  {
    tries: 'a level of its own',
    definition: withAction({ type: 'log.create', message: 'x', level: 'constructor' }),
    problem: 'level',
  },
  {
    tries: 'every row, by an empty filter',
    definition: withAction({ type: 'database.delete', table: 'users', where: {} }),
    problem: 'where',
  },
  {
    tries: 'every row, by no filter',
    definition: withAction({ type: 'database.delete', table: 'users' }),
    problem: 'where',
  },
  {
    tries: 'every row, by null for a filter',
    definition: withAction({ type: 'database.delete', table: 'users', where: null }),
    problem: 'where',
  },
  {
    tries: 'every row, by a list for a filter',
    definition: withAction({ type: 'database.delete', table: 'users', where: [] }),
    problem: 'where',
  },
  {
    tries: 'an operator of MongoDB that runs code',
    definition: withAction({ type: 'database.delete', table: 'users', where: { $where: 'true' } }),
    problem: 'where.$where',
  },
  {
    tries: 'an operator that compares with code',
    definition: withAction({ type: 'database.delete', table: 'users', where: { name: { $function: 'x' } } }),
    problem: 'where.name.$function',
  },
  {
    tries: 'a regular expression in a filter',
    definition: withAction({ type: 'database.delete', table: 'users', where: { name: { $regex: '(a+)+$' } } }),
    problem: 'where.name.$regex',
  },
  {
    tries: 'an empty or',
    definition: withAction({ type: 'database.delete', table: 'users', where: { $or: [] } }),
    problem: 'where.$or',
  },
  {
    tries: 'a list that is none',
    definition: withAction({ type: 'database.delete', table: 'users', where: { id: { $in: 5 } } }),
    problem: 'where.id.$in',
  },
  {
    tries: 'an update of nothing',
    definition: withAction({ type: 'database.update', table: 'users', data: {}, where: { id: 1 } }),
    problem: 'data',
  },
  {
    tries: 'an unknown update operator',
    definition: withAction({
      type: 'database.update',
      table: 'users',
      data: { name: { $rename: 'x' } },
      where: { id: 1 },
    }),
    problem: 'data.name.$rename',
  },
  {
    tries: 'an update operator on no columns',
    definition: withAction({ type: 'database.update', table: 'users', data: { $inc: 1 }, where: { id: 1 } }),
    problem: 'data.$inc',
  },
  {
    tries: 'rows by text',
    definition: withAction({ type: 'database.insert', table: 'audit', data: 'x' }),
    problem: 'data',
  },
  { tries: 'no rows', definition: withAction({ type: 'database.insert', table: 'audit', data: [] }), problem: 'data' },
  {
    tries: 'a table by object',
    definition: withAction({ type: 'database.insert', table: { name: 'audit' }, data: { a: 1 } }),
    problem: 'table',
  },
  {
    tries: 'a mail to nobody',
    definition: withAction({ type: 'notification.email', notification: 'm' }),
    problem: 'recipients',
  },
  {
    tries: 'recipients by object',
    definition: withAction({ type: 'notification.email', notification: 'm', recipients: { to: 'a@b.c' } }),
    problem: 'recipients',
  },
  {
    tries: 'recipients by number',
    definition: withAction({ type: 'notification.sms', notification: 's', recipients: [49123] }),
    problem: 'recipients',
  },
  {
    tries: 'an address by object',
    definition: withAction({ type: 'http.get', url: { href: 'http://x' } }),
    problem: 'url',
  },
  { tries: 'no address', definition: withAction({ type: 'http.post', body: 1 }), problem: 'url' },
  {
    tries: 'headers by text',
    definition: withAction({ type: 'http.get', url: 'https://e.com', headers: 'x: y' }),
    problem: 'headers',
  },
  { tries: 'a code of its own', definition: withAction({ type: 'custom', run: 'return process' }), problem: 'run' },
  { tries: 'a function', definition: withAction({ type: 'custom', run: () => 1 }), problem: 'run' },
  {
    tries: 'a class to validate by',
    definition: withAction({ type: 'record.validate', dto: class {} }),
    problem: 'dto',
  },
  {
    tries: 'a function that nobody registered',
    definition: withAction({ type: 'custom', function: 'eval' }),
    problem: 'function',
  },
  {
    tries: 'a function of the root of all objects',
    definition: withAction({ type: 'custom', function: 'toString' }),
    problem: 'function',
  },
  {
    tries: 'a class of errors to retry on',
    definition: withAction({ type: 'log.info', message: 'x', retry: { retryOn: [Error] } }),
    problem: 'retryOn',
  },
  {
    tries: 'a mail before the row is written',
    definition: withMembers({
      events: ['beforeInsert'],
      actions: [{ type: 'notification.email', notification: 'm', recipients: ['a@b.c'] }],
    }),
    problem: 'the world would see',
  },
  {
    tries: 'a request before the row is written',
    definition: withMembers({ events: ['beforeWrite'], actions: [{ type: 'http.post', url: 'https://e.com' }] }),
    problem: 'the world would see',
  },
  {
    tries: 'a request in the transaction',
    definition: withMembers({ actions: [{ type: 'http.post', url: 'https://e.com', phase: 'transaction' }] }),
    problem: 'the world would see',
  },
  {
    tries: 'a row set after it was written',
    definition: withMembers({ actions: [{ type: 'record.set', fields: { name: 'x' } }] }),
    problem: 'yet to be written',
  },
  {
    tries: 'a row out of the transaction',
    definition: withMembers({
      events: ['beforeInsert'],
      actions: [{ type: 'database.insert', table: 'audit', data: { text: 'x' }, timing: 'async' }],
    }),
    problem: 'transaction',
  },
  {
    tries: 'a second attempt in a transaction',
    definition: withAction({ type: 'database.insert', table: 'audit', data: { text: 'x' }, retry: { maxAttempts: 3 } }),
    problem: 'retry',
  },
  {
    tries: 'a write of all rows before',
    definition: withMembers({ events: ['beforeInsert'], forEach: 'write' }),
    problem: 'forEach',
  },
  {
    tries: 'two actions of one name',
    definition: withMembers({
      actions: [
        { type: 'log.info', message: 'x', name: 'a' },
        { type: 'log.info', message: 'y', name: 'a' },
      ],
    }),
    problem: 'named "a" already',
  },
]
