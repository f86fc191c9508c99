import type { FailureDescription } from '../failure/provider-failures.ts'

/** What the broker answered instead of taking a message or a connection: a reason code of MQTT 5, a return code of MQTT 3.1.1. */
export class MqttRefusal extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Why a message is not sent, or was not confirmed, where nothing else is known. */
export const connectionLost = 'the connection was closed before the broker confirmed it'

const credentials = 'See that `username` and `password` are those of a user of the broker.'
const permission = "Have the broker's access control let this user publish to the topic."
const size =
  'Make the message smaller, or raise the limit of the broker (Mosquitto: `max_packet_size`, `message_size_limit`).'

const finalCodes = new Map<number, string>([
  [1, 'Give a `protocolVersion` that the broker speaks.'],
  [2, 'Give another `clientId`.'],
  [4, credentials],
  [5, credentials],
  [129, 'See that the server is an MQTT broker.'],
  [130, 'See that the server is an MQTT broker.'],
  [132, 'Give a `protocolVersion` that the broker speaks.'],
  [133, 'Give another `clientId`.'],
  [134, credentials],
  [135, permission],
  [138, 'Have the broker lift the ban of this client.'],
  [140, credentials],
  [144, 'Give a topic that the broker takes.'],
  [149, size],
  [153, 'Give a message in the format that the broker asks for.'],
  [154, 'Leave `retain` out: the broker keeps no messages.'],
  [155, 'Give a smaller `qos`: the broker knows none so high.'],
  [157, 'Give the address that the broker has moved to.'],
])

/** How a broker's refusal and what else a client throws is told. Codes not known as final may be over at the next attempt. */
export function describeFailure(error: unknown): Omit<FailureDescription, 'doing'> {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'number') return typeof message === 'string' && message === 'connack timeout' ? silence : {}
  const remedy = finalCodes.get(code)
  const isCredentials = String(message).startsWith('Connection refused') && code === 135
  return {
    code: 'MQTT_REFUSED',
    status: code,
    retryable: remedy === undefined,
    remedy: isCredentials ? credentials : (remedy ?? 'The broker may take it later.'),
  }
}

const silence = {
  code: 'MQTT_SILENT',
  reason: 'the server took the connection and did not answer',
  remedy: 'See that it is an MQTT broker, and that it has not run out of memory or connections.',
}
