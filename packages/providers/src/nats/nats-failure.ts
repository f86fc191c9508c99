import type { FailureDescription } from '../failure/provider-failures.ts'

interface ClientError {
  name?: string
  message?: string
  code?: unknown
  status?: unknown
  cause?: unknown
}

type Described = Omit<FailureDescription, 'doing'>

/** Nothing answered for the subject of a message that was to go to a stream. */
export class StreamMissing extends Error {
  readonly kind: 'no-stream' | 'no-jetstream' | 'no-leader' | 'no-answer'

  constructor(kind: StreamMissing['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

const missing: Readonly<Record<StreamMissing['kind'], Described>> = {
  'no-stream': {
    code: 'NATS_NO_STREAM',
    retryable: false,
    remedy: 'Add a stream that has the subject, or give `jetStream: false` where nobody has to keep the message.',
  },
  'no-jetstream': {
    code: 'NATS_NO_STREAM',
    retryable: false,
    remedy: 'Enable JetStream for the account, or give `jetStream: false` where nobody has to keep the message.',
  },
  'no-answer': {
    code: 'NATS_NO_STREAM',
    retryable: true,
    remedy:
      'Start the server with `--jetstream`, add a stream that has the subject, and let the user ask `$JS.API.STREAM.NAMES`; or give `jetStream: false` where nobody has to keep the message.',
  },
  'no-leader': { retryable: true, remedy: 'See that enough servers of its cluster run.' },
}

const tooLarge: Described = {
  code: 'NATS_TOO_LARGE',
  retryable: false,
  remedy: "Make the message smaller, or raise the server's `max_payload` and the stream's `max_msg_size`.",
}
const messageSizeCode = 10_054

/** How what the server answers and the client throws is told, and whether it may be over at the next attempt. */
export function describeFailure(error: unknown): Described {
  if (error instanceof StreamMissing) return missing[error.kind]
  const { name, message, code, status, cause } = error as ClientError
  if (name === 'RequestError') return cause === undefined ? {} : describeFailure(cause)
  switch (name) {
    case 'AuthorizationError':
      if (/timeout/i.test(String(message))) return {}
      return {
        code: 'NATS_UNAUTHORIZED',
        retryable: false,
        remedy: 'See that `user` and `pass`, or `token`, are right.',
      }
    case 'PermissionViolationError':
      return {
        code: 'NATS_FORBIDDEN',
        retryable: false,
        remedy: 'Let the user publish to the subject, and to its answers.',
      }
    case 'InvalidArgumentError':
      return message?.includes('max_payload') ? tooLarge : { retryable: !message?.includes('header') }
    case 'JetStreamApiError':
      if (code === messageSizeCode) return tooLarge
      return {
        status: Number(status),
        retryable: Number(status) >= 408,
        remedy: 'See what the limits of the stream are.',
      }
    case 'TimeoutError':
      return { reason: 'the server did not answer in time', remedy: 'See that it runs and is not overloaded.' }
    default:
      return {}
  }
}
