/** A workflow's run, as DBOS hands it out. */
export interface DbosHandleLike {
  readonly workflowID: string
  getStatus(): Promise<{ readonly status: string } | null>
  getResult(): Promise<unknown>
}

interface Callable {
  call(input: never): Promise<unknown>
}

/** A workflow that is registered with DBOS, and takes one input: what `DBOS.registerWorkflow` gives back. */
export type DbosWorkflow = Callable['call']

/** What is used of the class `DBOS`. */
export interface DbosLike {
  isInitialized(): boolean
  retrieveQueue(name: string): Promise<object | null>
  startWorkflow(
    workflow: (input: unknown) => Promise<unknown>,
    params: { workflowID: string; queueName?: string },
  ): (input: unknown) => Promise<DbosHandleLike>
}

/** What is used of a `DBOSClient`. */
export interface DbosClientLike {
  enqueue(
    options: { queueName: string; workflowName: string; workflowClassName?: string; workflowID: string },
    input: unknown,
  ): Promise<DbosHandleLike>
  retrieveQueue(name: string): Promise<object | null>
  destroy(): Promise<void>
}
