/** What a logger of debug has to offer. */
export interface DebugLike {
  (format: unknown, ...values: unknown[]): void
  readonly enabled: boolean
  /** A logger for what is below its namespace. */
  extend(namespace: string): DebugLike
}
