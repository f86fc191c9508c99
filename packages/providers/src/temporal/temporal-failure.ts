import type { FailureDescription } from '../failure/provider-failures.ts'

type Description = Omit<FailureDescription, 'doing'>

interface Status {
  name: string
  retryable: boolean
  remedy?: string
}

const reach = 'See that Temporal runs, and that its address is right.'
const login = 'See `apiKey`, or the certificate in `tls`, and what it may do in this namespace.'

/** gRPC's statuses, by their numbers. */
const statuses: Readonly<Record<number, Status>> = {
  1: { name: 'CANCELLED', retryable: true },
  2: { name: 'UNKNOWN', retryable: true },
  3: { name: 'INVALID_ARGUMENT', retryable: false },
  4: { name: 'DEADLINE_EXCEEDED', retryable: true, remedy: reach },
  5: { name: 'NOT_FOUND', retryable: false },
  6: { name: 'ALREADY_EXISTS', retryable: false },
  7: { name: 'PERMISSION_DENIED', retryable: false, remedy: login },
  8: { name: 'RESOURCE_EXHAUSTED', retryable: true },
  9: { name: 'FAILED_PRECONDITION', retryable: false },
  10: { name: 'ABORTED', retryable: true },
  11: { name: 'OUT_OF_RANGE', retryable: true },
  12: { name: 'UNIMPLEMENTED', retryable: false },
  13: { name: 'INTERNAL', retryable: true },
  14: { name: 'UNAVAILABLE', retryable: true, remedy: reach },
  15: { name: 'DATA_LOSS', retryable: true },
  16: { name: 'UNAUTHENTICATED', retryable: false, remedy: login },
}

/** Statuses that may be over in a moment: worth another try at once. */
const passing: ReadonlySet<string> = new Set(['UNAVAILABLE', 'UNKNOWN', 'ABORTED', 'DATA_LOSS'])

const smaller = 'Give the workflow a smaller input: a reference to the data.'

/** What is known of an error of the client. */
export function temporalFailure(thrown: unknown): Description {
  const { name, message } = (thrown ?? {}) as { name?: unknown; message?: unknown }
  if (name === 'WorkflowFailedError') return workflowFailed(thrown)
  if (name === 'NamespaceNotFoundError') {
    const remedy = 'Register it with Temporal, or mend `namespace`.'
    return { code: 'TEMPORAL_NAMESPACE_NOT_FOUND', retryable: false, reason: String(message), remedy }
  }
  if (name === 'ValueError' || name === 'PayloadConverterError' || /serialize a BigInt|circular/.test(String(message)))
    return { code: 'TEMPORAL_INPUT', retryable: false, remedy: 'See that the input is made of what JSON knows.' }
  const error = grpcError(thrown)
  if (error === undefined) return {}
  const { details } = error
  const status = statuses[error.code]
  if (/larger than max|exceeds? (?:the )?(?:size )?limit/i.test(details))
    return { code: 'TEMPORAL_TOO_LARGE', retryable: false, reason: details, remedy: smaller }
  const isTls = /certificate|\b(?:SSL|TLS)\b/i.test(details)
  const remedy = isTls
    ? 'See that Temporal speaks TLS there, and that its certificate is trusted here: `tls`.'
    : status?.remedy
  return { code: `TEMPORAL_${status?.name ?? error.code}`, retryable: status?.retryable, reason: details, remedy }
}

export function isPassing(thrown: unknown): boolean {
  return passing.has(statuses[grpcError(thrown)?.code ?? 0]?.name ?? '')
}

/** A workflow with this ID has ended already. */
export function isAlreadyStarted(thrown: unknown): boolean {
  return (thrown as { name?: unknown } | undefined)?.name === 'WorkflowExecutionAlreadyStartedError'
}

/** What ended the workflow is told: the failure behind those that only say where it went through. */
function workflowFailed(thrown: unknown): Description {
  const told: string[] = []
  let link = (thrown as { cause?: unknown }).cause
  for (let depth = 0; typeof link === 'object' && link !== null && depth < 5; depth++) {
    const { message, type, cause } = link as Record<string, unknown>
    told.push(`${String(message)}${typeof type === 'string' && type !== 'Error' ? ` (${type})` : ''}`)
    link = cause
  }
  const reason = told.length === 0 ? String((thrown as Error).message) : told.join(': ')
  return { code: 'WORKFLOW_FAILED', retryable: false, reason }
}

function grpcError(thrown: unknown): { code: number; details: string } | undefined {
  let link = thrown
  for (let depth = 0; typeof link === 'object' && link !== null && depth < 4; depth++) {
    const { code, details, cause } = link as Record<string, unknown>
    if (typeof code === 'number' && typeof details === 'string') return { code, details }
    link = cause
  }
  return undefined
}
