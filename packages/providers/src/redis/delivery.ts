import type { Delivery } from '../delivery/delivery.ts'

const common = {
  subpath: 'redis',
  vendor: ['ioredis'],
  retried:
    'Redis is down, closes the connection, or is silent for `silenceTimeoutMs`; `OOM`, `READONLY`, `LOADING`, `BUSY`, `CLUSTERDOWN`, `MISCONF`, an `ERR` of a limit that is exceeded, an answer that begins with no word of its own',
  final:
    '`NOAUTH`, `WRONGPASS`, `NOPERM`, `WRONGTYPE`, any other `ERR` but those of too many clients and of a limit that is exceeded, more than `maxValueBytes`',
  bulk: 'pipelines of up to 1,000 commands, each with its own result and error; to a cluster the commands go at once, but one by one',
  tried:
    'Redis 7: one that is killed and started again, full, a replica, silent, asks for a password; a cluster of three primaries; not tried: Sentinel, Valkey, slots on the move',
} as const

const sizes =
  'a value has 512 MiB at most (`maxValueBytes`; set it to `proto-max-bulk-len` of the server, which closes the connection of whoever sends more)'

export const deliveries: readonly Delivery[] = [
  {
    ...common,
    provider: 'redis()',
    family: 'cache',
    confirmed: 'once Redis has answered; what it keeps in a crash is told by its own persistence',
    idempotency: 'not needed: the same call twice is the same entry',
    limits: `${sizes}; \`ttl\` to the millisecond; \`cache.invalidate\` looks through all keys by \`SCAN\`, 1,000 at a time, and may miss those that are written meanwhile: with many millions give the action a longer \`timeout\``,
  },
  {
    ...common,
    provider: 'redisStreams()',
    family: 'broker',
    confirmed:
      'once Redis has given the entry its id; what it keeps in a crash is told by its own persistence (`appendfsync always` for all)',
    idempotency:
      'the field `id`: `XADD` takes an entry twice where its answer was lost, so that consumers tell a repetition by `id`',
    limits: `${sizes}; entries of one stream are in the order of their arrival, across attempts not in that of the writes; \`maxLength\` drops the oldest, read or not`,
  },
  {
    ...common,
    provider: 'redisPubSub()',
    family: 'broker',
    confirmed:
      'once Redis has passed it on to those who listen at that moment; **where nobody listens it is lost**, and the action is done: result `{ receivers: 0 }`',
    idempotency: 'with `cloudEvents` the event’s `id`; else it does not go along',
    final:
      '`NOAUTH`, `WRONGPASS`, `NOPERM`, any other `ERR` but those of too many clients and of a limit that is exceeded, more than `maxValueBytes`',
    limits: `${sizes}; no headers and no key: they do not go along; on a cluster \`receivers\` counts those of one node`,
  },
]
