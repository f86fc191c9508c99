/** What a `Connection` of the package `rabbitmq-client` has to have; a user's own may be any that has it. */
export interface RabbitConnectionLike {
  /** A new channel, once there is a connection. */
  acquire(options?: { emitErrorsFromChannel?: boolean }): Promise<RabbitChannelLike>
}

export interface RabbitChannelLike {
  /** False once it is closed. */
  readonly active: boolean
  confirmSelect(): Promise<void>
  /** Resolves with the broker's confirmation. */
  basicPublish(envelope: RabbitEnvelope, body: Buffer): Promise<void>
  queueDeclare(queue: { queue: string; durable: boolean; arguments?: Record<string, unknown> }): Promise<unknown>
  close(): Promise<void>
  on(event: 'basic.return', listener: (message: RabbitReturn) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
}

/** Where a message goes, and its properties. */
export interface RabbitEnvelope {
  exchange: string
  routingKey: string
  mandatory: boolean
  durable: boolean
  messageId: string
  contentType: string
  /** Seconds since 1970. */
  timestamp: number
  headers: Record<string, string>
}

/** A message that the broker had no queue for. */
export interface RabbitReturn {
  routingKey: string
  messageId?: string
  replyCode: number
  replyText: string
}
