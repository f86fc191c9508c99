import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { ChangeNote } from '@triggerkit/core'
import { StoreError } from '@triggerkit/core/adapter'
import type { StoreConnection } from './store-connection.ts'
import { readEntry, type StoreEntry, writeEntry } from './store-entry.ts'
import { changesField, type StoreKeys, toKeyPart } from './store-keys.ts'

/**
 * Puts an entry in place of the one that was read, and into the history; 0 where another one is there by now. One that is there already was sent a
 * second time, since its answer was lost, whatever others have put after it meanwhile. A script that fails is not undone, but whatever a user may not do, or is of another kind, fails before the
 * entry is written: the message and the counter say no more than that something may have changed.
 */
const script = `
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if now == ARGV[3] or redis.call('HGET', KEYS[2], ARGV[4]) == ARGV[3] then return 1 end
if now ~= ARGV[2] then return 0 end
local changes = (tonumber(redis.call('HGET', KEYS[1], ARGV[5])) or 0) + 1
redis.call('PUBLISH', ARGV[6], '')
redis.call('HSET', KEYS[1], ARGV[5], changes)
redis.call('HSET', KEYS[2], ARGV[4], ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`

/** More than ever meet. */
const maxAttempts = 1_000
/** Most milliseconds before the second attempt; doubled each further time. */
const firstDelayMs = 2
const mostDelayMs = 100

/** What is under a tag. */
export interface Newest {
  /** As it is kept; empty where there never was one. */
  text: string
  /** 0 where there never was one. */
  version: number
  /** Undefined where there never was one, or where it is deleted; `createdAt` is all that is told of one that cannot be read. */
  stored?: Pick<StoreEntry, 'createdAt'>
}

/** What there is to say of a version before it has its place. */
export type NewEntry = Pick<StoreEntry, 'operation' | 'definition' | 'createdAt'>

export interface EntryPlace {
  connection: StoreConnection
  keys: StoreKeys
  tag: string
  /** What it is for: `update the trigger`. */
  doing: string
}

/** Makes the next version of a tag of what is the newest one, again where somebody else did meanwhile. Nothing where `next` gives nothing. */
export async function appendEntry(
  place: EntryPlace,
  { by, reason }: ChangeNote,
  next: (newest: Newest) => NewEntry | undefined,
): Promise<StoreEntry | undefined> {
  const { connection, keys, tag, doing } = place
  for (let attempt = 1; ; attempt++) {
    const { newest, now } = await readNewest(place)
    const made = next(newest)
    if (made === undefined) return undefined
    const { operation, definition } = made
    const entry = {
      ...{ id: randomUUID(), version: newest.version + 1, operation, at: now },
      ...(definition !== undefined && { definition, createdAt: made.createdAt ?? now }),
      ...(by !== undefined && { by }),
      ...(reason !== undefined && { reason }),
    }
    const text = writeEntry(entry)
    const values = [toKeyPart(tag), newest.text, text, entry.version, changesField, keys.channel]
    const [isDone] = await connection.send(doing, ['eval', script, 2, keys.newest, keys.history(tag), ...values])
    if (isDone === 1) return readEntry(text, tag, keys.newest)
    if (attempt >= maxAttempts) throw overtaken(doing)
    await delay(Math.random() * Math.min(mostDelayMs, firstDelayMs * 2 ** attempt))
  }
}

/** And the time by Redis' own clock. The history is counted, so that an entry that cannot be read has its number all the same. */
async function readNewest({ connection, keys, tag, doing }: EntryPlace): Promise<{ newest: Newest; now: string }> {
  const [text, count, time] = await connection.send(
    doing,
    ['hget', keys.newest, toKeyPart(tag)],
    ['hlen', keys.history(tag)],
    ['time'],
  )
  const [seconds, microseconds] = time as [string, string]
  const now = new Date(Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000)).toISOString()
  return { newest: toNewest(text as string | null, Number(count), tag, keys.newest), now }
}

function toNewest(text: string | null, count: number, tag: string, key: string): Newest {
  if (text === null) return { text: '', version: count }
  try {
    const { version, operation, createdAt } = readEntry(text, tag, key)
    return { text, version: Math.max(version, count), ...(operation !== 'delete' && { stored: { createdAt } }) }
  } catch {
    return { text, version: count, stored: {} }
  }
}

function overtaken(doing: string): StoreError {
  return new StoreError({
    code: 'STORE_FAILED',
    message: `redisStore() could not ${doing}: others changed it each of ${maxAttempts} times. Try it again when there are fewer of them.`,
  })
}
