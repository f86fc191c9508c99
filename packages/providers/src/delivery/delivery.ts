/** What a provider promises of a delivery: docs/providers.md is made of it. Each text is a phrase of Markdown. */
export interface Delivery {
  /** How code calls it: `redis()`. */
  provider: string
  /** What follows `@triggerkit/providers/`. */
  subpath: string
  /** The family it is for: `cache`; `log` for what writes log lines. */
  family: string
  /** The packages that it needs beside this one; none where it needs none. */
  vendor: readonly string[]
  /** When the action counts as done. */
  confirmed: string
  /** What the idempotency key becomes. */
  idempotency: string
  /** What is tried again. */
  retried: string
  /** What is final. */
  final: string
  /** What there is to know of sizes, numbers and order. */
  limits: string
  /** How the actions of many rows travel. */
  bulk: string
  /** What the tests ran against. */
  tried: string
}
