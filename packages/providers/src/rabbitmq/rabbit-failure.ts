import type { FailureDescription } from '../failure/provider-failures.ts'
import type { RabbitEnvelope, RabbitReturn } from './rabbit-like.ts'

type Described = Omit<FailureDescription, 'doing'>

/** A mandatory message that came back, as there is no queue for it. */
export class MessageReturned extends Error {
  readonly code = 'RETURNED'

  constructor({ replyCode, replyText }: RabbitReturn, { exchange, routingKey }: RabbitEnvelope) {
    const place = exchange === '' ? `no queue ${JSON.stringify(routingKey)} is there` : `no queue is bound for it`
    super(`${place} (${replyCode} ${replyText})`)
  }
}

/** The channel was closed, and not for this message. */
export class ChannelLost extends Error {
  readonly code = 'CHANNEL_LOST'

  constructor(cause: unknown) {
    super('the channel was closed before the broker had confirmed it', { cause })
    this.name = 'ChannelLost'
  }
}

/** Larger than the broker takes, as far as is known, so that it was not sent. */
export class MessageTooLarge extends Error {
  constructor(bytes: number, most: number) {
    super(`the message has ${bytes} bytes, and ${most} is the most`)
  }
}

/** Bytes of a message that was refused for its size, and of the largest that the broker takes. */
export function refusedSize(error: unknown): { bytes: number; limit: number } | undefined {
  const [, bytes, limit] = /message size (\d+) .*size (\d+)/.exec(messageOf(error)) ?? []
  return bytes === undefined ? undefined : { bytes: Number(bytes), limit: Number(limit) }
}

/** Whether what closed a channel keeps every message from its exchange. */
export function concernsAll(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'NOT_FOUND' || (code === 'ACCESS_REFUSED' && refusedTopic(error) === undefined)
}

/** Whether the broker means this message: it names the one that it closes a channel for by its size or its routing key, if at all. */
export function concerns(error: unknown, { routingKey }: RabbitEnvelope, body: Buffer): boolean {
  const size = refusedSize(error)
  const topic = refusedTopic(error)
  if (codeOf(error) === 'CH_CLOSE' || codeOf(error) === 'ERR_STREAM_DESTROYED') return false
  return size === undefined ? topic === undefined || topic === routingKey : size.bytes === body.length
}

const tooLarge: Described = {
  code: 'RABBITMQ_TOO_LARGE',
  retryable: false,
  remedy: "Make the message smaller, or raise `maxMessageBytes` and the broker's `max_message_size`.",
}
const finalCodes = new Map<string, Described>([
  ['NOT_FOUND', { status: 404, remedy: 'Declare the exchange, or give the name of one that exists.' }],
  ['NOT_ALLOWED', { status: 530, remedy: 'See that the virtual host exists, and that the user may enter it.' }],
  ['PRECONDITION_FAILED', { status: 406, remedy: 'Let `declare` have the arguments that the queue has.' }],
  ['RESOURCE_LOCKED', { status: 405, remedy: 'Give a queue that no other connection has for itself.' }],
  ['CODEC', { remedy: 'Make the headers smaller.' }],
])
const retriedCodes = new Map<string, Described>([
  [
    'NACK',
    { reason: 'the broker refused the message', remedy: 'The queue may be full: let its messages be consumed.' },
  ],
  ['CHANNEL_LOST', { remedy: 'The broker may have refused another message on it.' }],
])
/** What a broker says in the words of something final, and what is over when a node is back or a connection ended. */
const passing = /is down or inaccessible|stopped by supervisor|has crashed|limit .*reached|has reached the maximum/
const later: Described = { remedy: 'See that the broker runs, and that nothing ends its connections.' }

/** How what the broker answers and the client throws is told, and whether it may be over at the next attempt. */
export function describeFailure(
  error: unknown,
  { exchange, declares }: { exchange: string; declares: boolean },
): Described {
  const code = codeOf(error)
  if (error instanceof MessageReturned) return describeReturn(exchange, declares)
  if (error instanceof MessageTooLarge || refusedSize(error) !== undefined) return tooLarge
  if (code === 'RABBITMQ_BLOCKED') return { code, remedy: 'Free memory or disk on it: `rabbitmq-diagnostics alarms`.' }
  if (code === undefined || !/^(?:AMQP|Channel)/.test((error as Error).name)) return {}
  if (code === 'ACCESS_REFUSED') {
    const isLogin = (error as Error).name === 'AMQPConnectionError'
    const remedy = isLogin
      ? 'See that user and password are right.'
      : 'Give the user the permission for it: `rabbitmqctl set_permissions`.'
    return { status: 403, retryable: false, remedy }
  }
  const known = finalCodes.get(code)
  if (known !== undefined && passing.test(messageOf(error))) return { ...later, status: known.status }
  return known === undefined ? (retriedCodes.get(code) ?? later) : { ...known, retryable: false }
}

function describeReturn(exchange: string, declares: boolean): Described {
  const described = { code: 'RABBITMQ_UNROUTABLE', status: 312 }
  if (exchange !== '') {
    const remedy = 'Bind a queue to the exchange, or give `mandatory: false` where nobody has to get it.'
    return { ...described, retryable: false, remedy }
  }
  if (declares) return { ...described, retryable: true, remedy: 'It was deleted, and is declared again.' }
  // A queue whose node is down looks the same for a while.
  return { ...described, retryable: true, remedy: 'Declare the queue, or give `declare: true`.' }
}

/** `access to topic 'orders.new' in exchange …` */
function refusedTopic(error: unknown): string | undefined {
  return /access to topic '(.*)' in exchange/.exec(messageOf(error))?.[1]
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
