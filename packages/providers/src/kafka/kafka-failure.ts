import type { FailureDescription } from '../failure/provider-failures.ts'

/** As much of the errors of `@platformatic/kafka` as tells what has happened. */
interface KafkaError {
  code?: unknown
  message?: unknown
  /** The protocol's name of an error: `MESSAGE_TOO_LARGE`. */
  apiId?: unknown
  cause?: unknown
  errors?: unknown
}

const credentials = 'See that `sasl` has the mechanism, the user and the password that the brokers know.'
const permission = 'Allow this user to write to the topic (kafka-acls --add --operation Write).'
const size = 'Make the message smaller, or raise `max.message.bytes` of the topic.'

/** Answers of the brokers that another attempt gets as well, and what to do. All others may be over then. */
const finalAnswers: Readonly<Record<string, string>> = {
  MESSAGE_TOO_LARGE: size,
  RECORD_LIST_TOO_LARGE: size,
  INVALID_TOPIC_EXCEPTION: 'Give a topic that the brokers take.',
  TOPIC_AUTHORIZATION_FAILED: permission,
  CLUSTER_AUTHORIZATION_FAILED: 'Allow this user to write idempotently (IdempotentWrite), or leave `idempotent` out.',
  UNSUPPORTED_SASL_MECHANISM: credentials,
  ILLEGAL_SASL_STATE: credentials,
  SASL_AUTHENTICATION_FAILED: credentials,
  SECURITY_DISABLED: 'Leave `sasl` out: the brokers know no users.',
  INVALID_REQUIRED_ACKS: 'Give other `acks`.',
  INVALID_TIMESTAMP: "See that this machine's clock is right.",
  INVALID_RECORD: 'The topic takes other messages: one that is compacted needs a `key`.',
  POLICY_VIOLATION: 'Give what the policy of the brokers asks for.',
  UNSUPPORTED_COMPRESSION_TYPE: 'Give another `compression`.',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'Have the topic use the message format 2.',
  UNSUPPORTED_VERSION: 'Use brokers of Kafka 3 or later.',
}
/** What is wrong with one message, and not with those beside it. */
const ofOneMessage: ReadonlySet<unknown> = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD'])

/** How what the client throws is told. */
export function describeFailure(thrown: unknown): Omit<FailureDescription, 'doing'> {
  const leaf = leavesOf(thrown).find(({ apiId }) => apiId !== undefined) ?? leavesOf(thrown)[0] ?? {}
  const reason = String(leaf.message ?? thrown)
  if (/^Unknown topic /.test(reason)) {
    const remedy = 'Create it (kafka-topics --create): publishing makes no topics.'
    // A broker that has just started, or a topic that was just made, has them say so for seconds.
    return { code: 'KAFKA_TOPIC', reason: 'the brokers know no such topic', retryable: true, remedy }
  }
  const logins = chainOf(thrown).filter(({ code }) => code === 'PLT_KFK_AUTHENTICATION')
  if (logins.length > 0) return describeLogin(logins, `authentication failed (${reason})`)
  if (typeof leaf.apiId === 'string') {
    const remedy = finalAnswers[leaf.apiId]
    const told = `${reason.replace(/\.$/, '')} (${leaf.apiId})`
    return { code: `KAFKA_${leaf.apiId}`, reason: told, retryable: remedy === undefined, remedy }
  }
  if (isOf(thrown, ({ code }) => /^PLT_KFK_(?:USER|UNSUPPORTED)/.test(String(code))) && !isOf(thrown, isOfNetwork))
    return { reason, retryable: false }
  return { reason, retryable: true }
}

/** The client calls every failure before the end of the login one of authentication, also where nobody has looked at the credentials. */
function describeLogin(logins: readonly KafkaError[], reason: string): Omit<FailureDescription, 'doing'> {
  const code = 'KAFKA_AUTHENTICATION'
  const isOfSource = ({ message }: KafkaError): boolean => /provider threw an error/.test(String(message))
  const isPassing = (login: KafkaError): boolean => isOf(login, isOfSource) || isOf(login, isOfNetwork)
  if (!logins.every(isPassing)) return { code, reason, retryable: false, remedy: credentials }
  const remedy = logins.some(isOfSource)
    ? 'See that what gives the token in `sasl` works.'
    : 'See that the brokers run, and that they ask for a login on this port, with `tls` or without it.'
  return { code, reason, retryable: true, remedy }
}

/** Whether others of its batch may be taken without it. */
export function isOfOneMessage(thrown: unknown): boolean {
  return isOf(thrown, ({ apiId }) => ofOneMessage.has(apiId))
}

function isOfNetwork({ code }: KafkaError): boolean {
  return code === 'PLT_KFK_NETWORK' || code === 'PLT_KFK_TIMEOUT' || /^E[A-Z]+$/.test(String(code))
}

function isOf(thrown: unknown, matches: (error: KafkaError) => boolean): boolean {
  return chainOf(thrown).some(matches)
}

/** What caused all the others. */
function leavesOf(thrown: unknown): KafkaError[] {
  return chainOf(thrown).filter((error) => causesOf(error).length === 0)
}

function chainOf(thrown: unknown, depth = 0): KafkaError[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 8) return []
  const error = thrown as KafkaError
  return [error, ...causesOf(error).flatMap((cause) => chainOf(cause, depth + 1))]
}

function causesOf({ cause, errors }: KafkaError): unknown[] {
  return [...(Array.isArray(errors) ? errors : []), ...(cause === undefined || cause === null ? [] : [cause])]
}
