import type { TemporalClientLike, TemporalConnectionLike } from './temporal-like.ts'

export interface TemporalOptions {
  /** Where Temporal is: `localhost:7233`, `shop.a1b2c.tmprl.cloud:7233`. This, a `connection` or a `client`. */
  address?: string
  /** A `Connection` of your own. It stays yours: `close` leaves it open. */
  connection?: TemporalConnectionLike
  /** A `Client` of your own, with its namespace and its converters. It stays yours. */
  client?: TemporalClientLike
  /** Default `default`, or the client's. */
  namespace?: string
  /** Where the workers of workflows that name none look for work. */
  taskQueue?: string
  /** What actions may start. Default: any workflow by its type, also for stored definitions; one that no worker knows waits for ever. */
  workflows?: Readonly<Record<string, TemporalWorkflow>>
  /** A key of Temporal Cloud, or what gives it; TLS goes with it. For `address`. */
  apiKey?: string | (() => string)
  /** TLS, true for what the system trusts. For `address`. Default: none without `apiKey`. */
  tls?: boolean | TemporalTls
  /** Goes before the idempotency key in the workflow's ID. Default: nothing. */
  workflowIdPrefix?: string
  /** Milliseconds that starting a workflow may take, with repetitions. Default 10,000. */
  startTimeoutMs?: number
  /** Calls at a time; more wait. Default: 100, as all go over one connection. */
  concurrency?: number
  /** What errors and `health()` call it. Default `temporal`. */
  name?: string
}

export interface TemporalTls {
  /** Of the authority that signs the server's certificate, PEM. Default: the system's. */
  serverRootCACertificate?: Uint8Array
  /** For mutual TLS, PEM. */
  clientCertPair?: { crt: Uint8Array; key: Uint8Array }
  /** The name that the server's certificate has. Default: that of the address. */
  serverNameOverride?: string
}

export interface TemporalWorkflow extends TemporalStartOptions {
  /** The workflow's type: the name of its function. Default: the name that it has here. */
  type?: string
  /** Default: the provider's. */
  taskQueue?: string
  /** Its arguments. Default: the action's input as the only one. */
  args?: (input: unknown) => unknown[]
}

/** What the client takes for a start, as Temporal has it. Times are milliseconds, or texts such as `5 minutes`. */
export interface TemporalStartOptions {
  /** For all runs of it, with repetitions. */
  workflowExecutionTimeout?: number | Span
  /** For one run. */
  workflowRunTimeout?: number | Span
  workflowTaskTimeout?: number | Span
  /** To wait before it starts. */
  startDelay?: number | Span
  /** What is kept with it, for people to see. */
  memo?: Record<string, unknown>
  /** How often the workflow itself is run again where it fails. Default: not. */
  retry?: { maximumAttempts?: number; initialInterval?: number | Span; maximumInterval?: number | Span }
}

type Span = `${number} ${'seconds' | 'minutes' | 'hours' | 'days'}`

const forAddress = ['apiKey', 'tls'] as const

/** What is wrong with them: one phrase each. */
export function problemsOfOptions(options: TemporalOptions): string[] {
  const { address, connection, client, namespace, taskQueue, workflows } = options
  const problems: string[] = []
  if ([address, connection, client].filter((each) => each !== undefined).length !== 1)
    problems.push('one of `address`, `connection` and `client` has to be given')
  if (address !== undefined && !/^[^\s/@]+$/.test(address))
    problems.push('`address` has to be a host and a port, as in localhost:7233')
  const stray = address === undefined ? forAddress.filter((name) => options[name] !== undefined) : []
  problems.push(...stray.map((name) => `\`${name}\` goes with \`address\` alone`))
  if (client !== undefined && namespace !== undefined) problems.push('`namespace` is that of the `client`')
  for (const name of ['startTimeoutMs', 'concurrency'] as const) {
    const value = options[name]
    const isRight = value === undefined || (Number.isInteger(value) && value >= 1)
    if (!isRight) problems.push(`\`${name}\` has to be a whole number of 1 or more`)
  }
  if (workflows === undefined && taskQueue === undefined) problems.push('`taskQueue` has to be given')
  for (const [name, workflow] of Object.entries(workflows ?? {})) {
    const path = `\`workflows\`[${JSON.stringify(name)}]`
    if (typeof workflow !== 'object' || workflow === null) problems.push(`${path} has to be an object`)
    else if ((workflow.taskQueue ?? taskQueue) === undefined)
      problems.push(`${path} has no \`taskQueue\`, and there is none for all`)
  }
  return problems
}
