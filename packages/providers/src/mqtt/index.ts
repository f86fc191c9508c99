export { mqtt } from './mqtt.ts'
export type { MqttLike } from './mqtt-like.ts'
export type { MqttOptions, MqttTls } from './mqtt-options.ts'
