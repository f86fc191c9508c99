export type { RabbitChannelLike, RabbitConnectionLike } from './rabbit-like.ts'
export { rabbitmq } from './rabbitmq.ts'
export type { RabbitmqOptions, RabbitmqTarget, RabbitmqTls } from './rabbitmq-options.ts'
