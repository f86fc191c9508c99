import type { TemporalStartOptions } from './temporal-options.ts'

/** A workflow's run, as the client hands it out. */
export interface TemporalHandleLike {
  readonly workflowId: string
  result(): Promise<unknown>
  describe(): Promise<{ readonly runId: string }>
}

/** What is used of a `Client` of @temporalio/client. */
export interface TemporalClientLike {
  readonly options: { readonly namespace: string }
  readonly workflow: {
    start(
      type: string,
      options: TemporalStartOptions & {
        workflowId: string
        taskQueue: string
        args: unknown[]
        workflowIdConflictPolicy: 'USE_EXISTING'
        workflowIdReusePolicy: 'REJECT_DUPLICATE'
      },
    ): Promise<TemporalHandleLike & { readonly firstExecutionRunId: string }>
    getHandle(workflowId: string): TemporalHandleLike
  }
  readonly workflowService: { describeNamespace(request: { namespace: string }): Promise<unknown> }
  withAbortSignal<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R>
  withDeadline<R>(deadline: number, work: () => Promise<R>): Promise<R>
}

/** A `Connection` of @temporalio/client. */
export interface TemporalConnectionLike {
  close(): Promise<void>
  withAbortSignal<R>(signal: AbortSignal, work: () => Promise<R>): Promise<R>
}
