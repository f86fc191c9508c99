import { expect, it } from 'vitest'
import { describeRedisFailure } from './redis-failure.ts'

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' })
}

/** As Redis 6 tells it. */
function inScript(told: string): string {
  return `ERR Error running script (call to f_6b1bf486c81ceb7edf3c093f4c48582e38c0e791): @user_script:4:${told}`
}

it.each([
  ['NOAUTH Authentication required.', false, 'REDIS_NOAUTH'],
  ['WRONGPASS invalid username-password pair or user is disabled.', false, 'REDIS_WRONGPASS'],
  ["NOPERM this user has no permissions to run the 'set' command", false, 'REDIS_NOPERM'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', false, 'REDIS_WRONGTYPE'],
  ['ERR Protocol error: invalid bulk length', false, undefined],
  ["ERR unknown command 'UNLINK'", false, undefined],
  ['ERR invalid password', false, undefined],
  ['ERR max number of clients reached', true, undefined],
  ["OOM command not allowed when used memory > 'maxmemory'.", true, 'REDIS_OOM'],
  ["READONLY You can't write against a read only replica.", true, 'REDIS_READONLY'],
  ['LOADING Redis is loading the dataset in memory', true, 'REDIS_LOADING'],
  ['BUSY Redis is busy running a script.', true, 'REDIS_BUSY'],
  ['CLUSTERDOWN The cluster is down', true, 'REDIS_CLUSTERDOWN'],
  ['MASTERDOWN Link with MASTER is down', true, 'REDIS_MASTERDOWN'],
  ['MISCONF Redis is configured to save RDB snapshots', true, 'REDIS_MISCONF'],
  ['TRYAGAIN Multiple keys request during rehashing of slot', true, 'REDIS_TRYAGAIN'],
  ['MOVED 3999 127.0.0.1:6381', true, 'REDIS_MOVED'],
  ['ERR max daily request limit exceeded. Limit: 10000, Usage: 10000.', true, undefined],
  ['Too much is asked of this server', true, 'REDIS_UNKNOWN'],
  [inScript(" @user_script: 4: -READONLY You can't write against a read only replica."), true, 'REDIS_READONLY'],
  [inScript(" @user_script: 4: -OOM command not allowed when used memory > 'maxmemory'."), true, 'REDIS_OOM'],
  [inScript(' @user_script: 4: -MISCONF Redis is configured to save RDB snapshots'), true, 'REDIS_MISCONF'],
  [inScript(' @user_script: 4: -LOADING Redis is loading the dataset in memory'), true, 'REDIS_LOADING'],
  [inScript(' WRONGTYPE Operation against a key holding the wrong kind of value'), false, 'REDIS_WRONGTYPE'],
  [inScript(' user_script:4: attempt to index a nil value'), false, undefined],
])('%s: retryable %s', (message, retryable, code) => {
  expect(describeRedisFailure(reply(message))).toMatchObject({ retryable })
  expect(describeRedisFailure(reply(message)).code).toBe(code)
})

it.each(['Connection is closed.', 'Command aborted due to connection close', 'Socket timeout. Expecting data'])(
  'no connection (%s) is worth another attempt',
  (message) => {
    expect(describeRedisFailure(new Error(message))).toMatchObject({
      retryable: true,
      remedy: expect.stringContaining('See that the server runs') as unknown,
    })
  },
)

it('says nothing of what it does not know', () => {
  expect(describeRedisFailure(new TypeError('x'))).toEqual({})
  expect(describeRedisFailure(undefined)).toEqual({})
})
