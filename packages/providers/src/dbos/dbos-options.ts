import type { DbosClientLike, DbosLike, DbosWorkflow } from './dbos-like.ts'

interface CommonOptions {
  /** What errors and `health()` call it. Default `dbos`. */
  name?: string
  /** Calls at a time; more wait. Default: the engine's `concurrency`. */
  concurrency?: number
  /** Goes before the idempotency key in the workflow's ID. Default: nothing. */
  workflowIdPrefix?: string
  /** Milliseconds that starting a workflow may take; DBOS itself waits for PostgreSQL without end. Default 10,000. */
  startTimeoutMs?: number
}

export interface DbosWorkflowsOptions extends CommonOptions {
  /** What actions may run: functions that `DBOS.registerWorkflow` gave back, or static methods that `DBOS.workflow` decorates. They get one input. */
  workflows: Readonly<Record<string, DbosWorkflow>>
  /** Workflows go to this queue, and run in any process of the application. Default: they run in this process, at once. */
  queueName?: string
  /** The class `DBOS` of your own copy of the package. Default: that of the package which is installed. */
  dbos?: DbosLike
}

export interface DbosRemoteWorkflowsOptions extends CommonOptions {
  /** What actions may run, by the names under which the application has registered it. */
  workflows: Readonly<Record<string, string | RemoteWorkflow>>
  /** The queue of workflows that name none. */
  queueName?: string
  /** DBOS's system database: `postgres://…/shop_dbos_sys`. This, or a `client`. */
  systemDatabaseUrl?: string
  /** A `DBOSClient` of your own. It stays yours: `close` leaves it open. */
  client?: DbosClientLike
  /** The application whose workflows they are; needed where several share the system database. */
  applicationName?: string
  /** Milliseconds between two looks at a workflow whose result is awaited; the first looks come sooner. Default 1,000. */
  pollMs?: number
}

/** A workflow of another process. */
export interface RemoteWorkflow {
  /** The name under which it is registered. */
  workflowName: string
  /** The class of a workflow that is a method. */
  workflowClassName?: string
  /** Default: the provider's. */
  queueName?: string
}

/** What is wrong with what all have in common: one phrase each. */
export function problemsOfOptions(options: CommonOptions & { workflows: unknown; pollMs?: number }): string[] {
  const { workflows } = options
  const isObject = typeof workflows === 'object' && workflows !== null && !Array.isArray(workflows)
  const wrong = (['concurrency', 'startTimeoutMs', 'pollMs'] as const).flatMap((name) => {
    const value = options[name]
    const isRight = value === undefined || (Number.isInteger(value) && value >= 1)
    return isRight ? [] : [`\`${name}\` has to be a whole number of 1 or more`]
  })
  return isObject ? wrong : ['`workflows` has to be an object of workflows by their names', ...wrong]
}
