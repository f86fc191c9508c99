import type { ActionDefinition, Provider, ProviderFamilies, ProviderFamily, Row } from '@triggerkit/core'

/** A provider under test, against the server that really does it or one that speaks its protocol. */
export interface ProviderHarness {
  /** `redis() cache` */
  name: string
  family: ProviderFamily
  /** What it runs against, for the table that `npm test` prints: `Redis 7`, `an HTTP server speaking Twilio's API`. */
  triedOn: string
  setup(): Promise<ProviderBench>
}

/** Everything that can go wrong on the way to a server; a provider that knows no such thing says why. */
export type FailureKind =
  | 'down'
  | 'credentials'
  | 'tls'
  | 'too-large'
  /** No such topic, bucket, workflow, message, recipient's list: what the action names is not there. */
  | 'unknown-target'
  /** The server refuses what it was given: a recipient, a token, a payload. */
  | 'rejected'

export const failureKinds: readonly FailureKind[] = [
  'down',
  'credentials',
  'tls',
  'too-large',
  'unknown-target',
  'rejected',
]

export type AnyProvider = Provider & ProviderFamilies[ProviderFamily]

export interface ProviderBench {
  /** The provider as a user makes it, with a server that does what it is asked. Each call makes one of its own. */
  create(): unknown
  /** Each verb of the family, as an action whose tag is the one that it names. The first one is used where any will do. */
  actions: readonly ProviderAction[]
  /** How often the server has really done one of these actions until now. */
  arrived(): Promise<number> | number
  failures: Readonly<Record<FailureKind, ProviderFailureCase | { none: string }>>
  /** A provider whose server takes the connection and never answers. */
  silent: (() => unknown) | { none: string }
  /** Passwords, keys and tokens in the options of all the providers that are made here. At least one, unless it takes none. */
  secrets: readonly string[]
  /** A provider that was given a client of the user's own. */
  withOwnClient?(): Promise<OwnClientCase>
  teardown(): Promise<void> | void
}

export interface ProviderAction {
  action: ActionDefinition
  record?: Row
  /** What its result has to match; default: anything. */
  result?: unknown
  /** Whether the server counts it in `arrived`. Default true. */
  isCounted?: boolean
}

export interface ProviderFailureCase {
  /** Whether another attempt may succeed. */
  outcome: 'retry' | 'final'
  create(): unknown
  /** Default: the first of `actions`. */
  action?: ProviderAction
  /** What the message has to say: what went wrong, and how to mend it. */
  message: RegExp
  code?: string
  status?: number
}

export interface OwnClientCase {
  provider: unknown
  /** Whether the client still works; asked after the provider is closed. */
  stillWorks(): Promise<boolean>
  /** Closes the client. */
  end(): Promise<unknown> | unknown
}
