/** One attempt of a Job, as `jobs.get` tells of it. */
export interface JobAttempt {
  /** Milliseconds since 1970, by the worker's clock. */
  readonly startedAt: number
  readonly endedAt: number
  /** `lost`: nobody reported its end; its process died, or lost the lease. */
  readonly outcome: 'completed' | 'failed' | 'lost'
  readonly worker?: string
  readonly error?: { readonly name: string; readonly code?: string; readonly message: string }
}

/** Older ones are left out. */
const maxKept = 20
const maxMessageLength = 2_000

export function parseHistory(text: string | undefined): JobAttempt[] {
  if (text === undefined) return []
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? (parsed as JobAttempt[]) : []
  } catch {
    return []
  }
}

export function withAttempt(history: readonly JobAttempt[], attempt: JobAttempt): string {
  return JSON.stringify([...history, attempt].slice(-maxKept))
}

export function describeFailure(error: Error): NonNullable<JobAttempt['error']> {
  const { name, message } = error
  const { code } = error as { code?: unknown }
  return {
    name: String(name),
    ...(typeof code === 'string' && { code }),
    message: String(message).slice(0, maxMessageLength),
  }
}
