/** What a connection of the packages `@nats-io/…` has to have; a user's own may be any that has it. */
export interface NatsLike {
  publish(subject: string, payload: Uint8Array, options: { headers: never }): void
  request(subject: string, payload: Uint8Array, options: { headers: never; timeout: number }): Promise<unknown>
  /** Resolves once the server has answered after all that was published. */
  flush(): Promise<void>
  /** Resolves when it is closed, with the error where that was for one. */
  closed(): Promise<unknown>
  close(): Promise<void>
  /** What the server tells beside answers: `error` with a refusal. */
  status(): AsyncIterable<{ type: string; error?: unknown }>
}
