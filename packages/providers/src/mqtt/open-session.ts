import { loadMqtt, type MqttConnect } from './mqtt-like.ts'
import { type MqttOptions, secureUrl } from './mqtt-options.ts'
import { MqttSession } from './mqtt-session.ts'

/** Milliseconds between two attempts to connect again. */
const reconnectMs = 1_000

/** A connection for these options, with MQTT 3.1.1 where the broker refuses MQTT 5 and the options leave it open. Aborted it is given up. */
export async function openSession(options: MqttOptions, signal: AbortSignal): Promise<MqttSession> {
  const connect = await loadMqtt()
  const { protocolVersion } = options
  try {
    return await connected(connect, { ...options, protocolVersion: protocolVersion ?? 5 }, signal)
  } catch (error) {
    if (protocolVersion !== undefined || !isOtherVersion(error)) throw error
    return connected(connect, { ...options, protocolVersion: 4 }, signal)
  }
}

/** Ends a connection; what the broker has not confirmed is given up. */
export function endSession(session: MqttSession): Promise<void> {
  session.detach()
  return new Promise((resolve) => session.client.end(true, () => resolve()))
}

async function connected(connect: MqttConnect, options: MqttOptions, signal: AbortSignal): Promise<MqttSession> {
  const { url = '', username, password, clientId, tls, protocolVersion, connectTimeoutMs = 10_000 } = options
  const session = new MqttSession(
    connect(secureUrl(url, tls), {
      ...tls,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(clientId !== undefined && { clientId }),
      protocolVersion,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: reconnectMs,
      reconnectOnConnackError: true,
      queueQoSZero: false,
    }),
  )
  try {
    await session.ready(signal)
    return session
  } catch (error) {
    await endSession(session)
    throw error
  }
}

/** MQTT 3.1.1 answers 1 (unacceptable protocol version), MQTT 5 132 (unsupported protocol version). */
function isOtherVersion(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return code === 1 || code === 132
}
