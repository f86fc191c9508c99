import type { FailureDescription } from '../failure/provider-failures.ts'

/** What Redis' answers begin with, where nothing but a change of what was asked, or of the server's settings for us, mends it. */
const finalWords: ReadonlySet<string> = new Set([
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
  'WRONGTYPE',
  'ERR',
  'CROSSSLOT',
  'DENIED',
])
/** Answers of `ERR` that may be over at the next attempt. */
const passing = /max number of clients|not yet ready|loading|limit exceeded/i
/** How Redis before 7 tells what failed within a script: `ERR Error running script (call to f_…): @user_script:4: @user_script: 4: -READONLY …`. */
const withinScript = /^-?ERR Error running script .*@user_script: ?\d+: -?([A-Z]{2,})\b/

const remedies: Readonly<Record<string, string>> = {
  NOAUTH: 'Give user and password in the address: redis://user:password@host.',
  WRONGPASS: 'See that user and password in the address are right, and percent-encoded.',
  NOPERM: 'Let its user do that command on that key: ACL SETUSER.',
  WRONGTYPE: 'Something of another kind is under that key: delete it, or use another key.',
  OOM: 'Its memory is full: raise `maxmemory`, or have it drop entries by `maxmemory-policy`.',
  READONLY: 'It is a replica: give the address of the primary.',
  LOADING: 'It is reading its data from disk.',
  BUSY: 'A script holds it: see SCRIPT KILL.',
  MISCONF: 'It cannot save its data to disk: see its log.',
  CLUSTERDOWN: 'See CLUSTER INFO: some of its slots have no node.',
  DENIED: 'It takes connections of its own machine alone: set a password, or `protected-mode no`.',
}
const unreachable = 'See that the server runs and that its address is right.'

/** What is to be said of an error of ioredis, beside what could not be done. */
export function describeRedisFailure(error: unknown): Omit<FailureDescription, 'doing'> {
  const { name, message = '' } = (error ?? {}) as Partial<Error>
  if (name !== 'ReplyError') return isConnection(error) ? closedConnection(name) : {}
  const word = wordOf(message)
  const retryable = !finalWords.has(word) || (word === 'ERR' && passing.test(message))
  return {
    retryable,
    remedy: /bulk length/.test(message)
      ? 'It is larger than `proto-max-bulk-len` of the server allows.'
      : remedies[word],
    ...(word !== 'ERR' && { code: `REDIS_${word}` }),
  }
}

/** What the answer begins with, or what it says of a command within a script; `UNKNOWN` where it begins with no such word. */
function wordOf(message: string): string {
  return (withinScript.exec(message) ?? /^-?([A-Z]{2,})\b/.exec(message))?.[1] ?? 'UNKNOWN'
}

/**
 * Whether an answer has its connection made anew (`reconnectOnError` of ioredis): a primary that has become a replica would else be the one that is
 * asked for ever, though the address leads elsewhere by now.
 */
export function isOfReplica({ message }: Error): boolean {
  return /\bREADONLY\b/.test(message)
}

/** Whether ioredis says no more than that it has no connection. */
export function isConnection(error: unknown): boolean {
  const { name, message = '' } = (error ?? {}) as Partial<Error>
  return (
    name === 'MaxRetriesPerRequestError' ||
    name === 'ClusterAllFailedError' ||
    /^(?:Connection is closed|Command aborted|Socket timeout|Cluster isn't ready|None of startup nodes)/.test(message)
  )
}

function closedConnection(name: string | undefined): Omit<FailureDescription, 'doing'> {
  const isTelling = name === 'ClusterAllFailedError'
  return { retryable: true, remedy: unreachable, ...(!isTelling && { reason: 'the connection to Redis was closed' }) }
}
