import { loadVendor } from '../vendor/load-vendor.ts'

/** As much of the `MqttClient` of the package `mqtt` as publishing needs. */
export interface MqttLike {
  readonly connected: boolean
  /** Whether it was ended, and connects no more. */
  readonly disconnecting: boolean
  readonly options: { readonly protocolVersion?: number }
  /** What the broker said when it took the connection; MQTT 5 alone. */
  readonly serverProperties?: ServerProperties
  publish(topic: string, payload: Buffer, options: MqttPublish, confirmed: (error?: Error | null) => void): unknown
  getLastMessageId(): number
  removeOutgoingMessage(messageId: number): unknown
  on(event: 'connect' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'disconnect', listener: (packet: { reasonCode?: number }) => void): unknown
  off(event: 'connect' | 'close', listener: () => void): unknown
  off(event: 'error', listener: (error: Error) => void): unknown
  off(event: 'disconnect', listener: (packet: { reasonCode?: number }) => void): unknown
  end(force: boolean, done: () => void): unknown
}

export interface ServerProperties {
  /** How many unconfirmed messages the broker takes at a time. */
  receiveMaximum?: number
  /** Bytes of a whole packet. */
  maximumPacketSize?: number
}

export type MqttQos = 0 | 1 | 2

export interface MqttPublish {
  qos: MqttQos
  retain: boolean
  properties?: MqttProperties
}

/** Of MQTT 5; a connection of MQTT 3.1.1 leaves them out. */
export interface MqttProperties {
  contentType: string
  correlationData: Buffer
  payloadFormatIndicator: boolean
  userProperties: Record<string, string>
}

export type MqttConnect = (url: string, options: object) => MqttLike

/** @throws ProviderError of code `PACKAGE_MISSING`. */
export async function loadMqtt(): Promise<MqttConnect> {
  const load = () => import('mqtt') as Promise<{ connect?: unknown; default?: { connect?: unknown } }>
  const loaded = await loadVendor('mqtt()', 'mqtt', load)
  return (loaded.connect ?? loaded.default?.connect) as MqttConnect
}
