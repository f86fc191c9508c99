import { randomUUID } from 'node:crypto'
import {
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'
import proto from '@temporalio/proto'
import { definitionOf, Refusal, toPayloads, toServiceError, toValue } from './temporal-wire.ts'

const { errordetails, enums } = proto.temporal.api
type Event = proto.temporal.api.history.v1.IHistoryEvent

/** What a workflow of this server does: its result, or what it throws. */
export type TemporalFunction = (...args: unknown[]) => unknown

export interface TemporalRun {
  workflowId: string
  runId: string
  type: string
  taskQueue: string
  args: unknown[]
  request: proto.temporal.api.workflowservice.v1.IStartWorkflowExecutionRequest
}

export interface TemporalServerOptions {
  /** By type. A type that is not here is started, and waits for ever, as one does that no worker knows. */
  workflows: Readonly<Record<string, TemporalFunction>>
  /** Default `default`. */
  namespace?: string
  /** What every call has to bring along. */
  apiKey?: string
  tls?: { cert: string; key: string }
  /** Bytes that an input may have. Default 2 MB. */
  maxInputBytes?: number
  /** Milliseconds that a poll for the end of a run waits until it is answered with nothing. Default 100. */
  longPollMs?: number
}

export interface TemporalServer {
  port: number
  /** Every run that was started. */
  runs: TemporalRun[]
  /** Polls for the end of a run that wait now. */
  readonly polls: number
  /** The next so many calls fail like this. */
  failNext(times: number, code: status, details: string): void
  close(): void
}

/** What a workflow throws to end in another way than by a failure. */
export class TemporalEnd extends Error {
  readonly event: Event
  constructor(event: Event) {
    super('ended')
    this.event = event
  }
}

interface OwnRun extends TemporalRun {
  end: Promise<Event>
  event?: Event
}

/** A gRPC server that speaks the part of Temporal's protocol that starts workflows and waits for their ends, by Temporal's own definitions. */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const temporal = new TemporalState(options)
  const server = new Server()
  server.addService(...temporal.service())
  const { tls } = options
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }])
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)))
  })
  return {
    port,
    runs: temporal.runs,
    get polls() {
      return temporal.polls
    },
    failNext: (times, code, details) => {
      temporal.toFail = Array.from({ length: times }, () => new Refusal(code, details))
    },
    close: () => server.forceShutdown(),
  }
}

class TemporalState {
  readonly runs: OwnRun[] = []
  polls = 0
  toFail: Refusal[] = []
  readonly #options: TemporalServerOptions

  constructor(options: TemporalServerOptions) {
    this.#options = options
  }

  service(): [ServiceDefinition, UntypedServiceImplementation] {
    const methods = {
      GetSystemInfo: () => ({ serverVersion: '1.28.0', capabilities: {} }),
      DescribeNamespace: () => ({ namespaceInfo: { name: this.#options.namespace ?? 'default' } }),
      StartWorkflowExecution: (request: never) => this.#start(request),
      GetWorkflowExecutionHistory: (request: never, call: ServerUnaryCall<unknown, unknown>) =>
        this.#history(request, call),
      DescribeWorkflowExecution: (request: never) => this.#describe(request),
    }
    const names = Object.keys(methods) as (keyof typeof methods)[]
    const definition = Object.fromEntries(names.map((name) => [name, definitionOf(name)]))
    const handlers = names.map((name) => [name, this.#handler(methods[name] as Method)] as const)
    return [definition as ServiceDefinition, Object.fromEntries(handlers)]
  }

  #handler(method: Method): handleUnaryCall<object, object> {
    return (call, callback) => {
      Promise.resolve()
        .then(() => {
          this.#check(call.metadata, (call.request as { namespace?: string }).namespace)
          return method(call.request, call)
        })
        .then(
          (response) => callback(null, response),
          (error: unknown) => callback(toServiceError(error)),
        )
    }
  }

  #check(metadata: Metadata, namespace: string | undefined): void {
    const failure = this.toFail.shift()
    if (failure !== undefined) throw failure
    const { apiKey, namespace: known = 'default' } = this.#options
    if (apiKey !== undefined && metadata.get('authorization')[0] !== `Bearer ${apiKey}`)
      throw new Refusal(status.UNAUTHENTICATED, 'Request unauthorized.')
    if (namespace === undefined || namespace === known) return
    const bytes = errordetails.v1.NamespaceNotFoundFailure.encode({ namespace }).finish()
    const detail = { type: 'temporal.api.errordetails.v1.NamespaceNotFoundFailure', bytes }
    throw new Refusal(status.NOT_FOUND, `Namespace ${namespace} is not found.`, detail)
  }

  #start(request: proto.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest): object {
    const { workflowId, workflowType, taskQueue, input } = request
    const { maxInputBytes = 2_000_000, workflows } = this.#options
    const bytes = (input?.payloads ?? []).reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0)
    if (bytes > maxInputBytes) throw new Refusal(status.INVALID_ARGUMENT, 'Blob data size exceeds limit.')
    if (workflowId.length > 1000) throw new Refusal(status.INVALID_ARGUMENT, 'WorkflowId length exceeds limit.')
    if (!taskQueue?.name) throw new Refusal(status.INVALID_ARGUMENT, 'Required field TaskQueue is not set on request.')
    const there = this.runs.findLast((run) => run.workflowId === workflowId)
    if (there !== undefined) return joined(request, there)
    const type = workflowType?.name ?? ''
    const args = (input?.payloads ?? []).map(toValue)
    const work = Object.hasOwn(workflows, type) ? workflows[type]! : () => new Promise(() => undefined)
    const run: OwnRun = {
      workflowId,
      runId: randomUUID(),
      type,
      taskQueue: taskQueue.name,
      args,
      request,
      end: endOf(() => work(...args)),
    }
    run.end.then((event) => {
      run.event = event
    })
    this.runs.push(run)
    return { runId: run.runId, started: true }
  }

  async #history(
    request: proto.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest,
    call: ServerUnaryCall<unknown, unknown>,
  ): Promise<object> {
    const run = this.#find(request.execution)
    if (
      !request.waitNewEvent ||
      request.historyEventFilterType !== enums.v1.HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT
    )
      throw new Refusal(status.UNIMPLEMENTED, 'Only the close event is told here.')
    const { longPollMs = 100 } = this.#options
    this.polls++
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), longPollMs)
      call.on('cancelled', () => resolve(undefined))
    })
    const event = await Promise.race([run.end, late])
    clearTimeout(timer)
    this.polls--
    return event === undefined
      ? { history: { events: [] }, nextPageToken: Buffer.from('more') }
      : { history: { events: [event] } }
  }

  #describe(request: proto.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest): object {
    const { workflowId, runId, type } = this.#find(request.execution)
    const now = { seconds: Math.floor(Date.now() / 1000), nanos: 0 }
    return {
      workflowExecutionInfo: {
        execution: { workflowId, runId },
        type: { name: type },
        historyLength: 3,
        startTime: now,
      },
    }
  }

  #find(execution: proto.temporal.api.common.v1.IWorkflowExecution | null | undefined): OwnRun {
    const { workflowId, runId } = execution ?? {}
    const run = this.runs.findLast((each) => each.workflowId === workflowId && (!runId || each.runId === runId))
    if (run === undefined)
      throw new Refusal(status.NOT_FOUND, `workflow execution not found for workflow ID "${workflowId}"`)
    return run
  }
}

type Method = (request: unknown, call: ServerUnaryCall<unknown, unknown>) => object | Promise<object>

/** As the server joins or refuses what has an ID that is there already. */
function joined(request: proto.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest, there: OwnRun): object {
  const { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = enums.v1
  const isRunning = there.event === undefined
  const joins = request.workflowIdConflictPolicy === WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
  if (isRunning && joins) return { runId: there.runId, started: false }
  const refuses = request.workflowIdReusePolicy === WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
  if (!isRunning && !refuses) throw new Refusal(status.UNIMPLEMENTED, 'Runs are not repeated here.')
  const failure = { startRequestId: there.request.requestId, runId: there.runId }
  const bytes = errordetails.v1.WorkflowExecutionAlreadyStartedFailure.encode(failure).finish()
  throw new Refusal(
    status.ALREADY_EXISTS,
    isRunning ? 'Workflow execution is already running.' : 'Workflow execution already finished.',
    { type: 'temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure', bytes },
  )
}

async function endOf(work: () => unknown): Promise<Event> {
  try {
    return { workflowExecutionCompletedEventAttributes: { result: toPayloads(await work()) } }
  } catch (error) {
    if (error instanceof TemporalEnd) return error.event
    const { message, name } = error as Error
    const failure = { message, source: 'TypeScriptSDK', applicationFailureInfo: { type: name, nonRetryable: false } }
    return {
      workflowExecutionFailedEventAttributes: {
        failure,
        retryState: enums.v1.RetryState.RETRY_STATE_RETRY_POLICY_NOT_SET,
      },
    }
  }
}
