import type { ProviderCall, ProviderError } from '@triggerkit/core'
import type { FailureDescription, ProviderFailures } from '../failure/provider-failures.ts'
import { describeRedisFailure } from '../redis/redis-failure.ts'

/** What `work` comes to; what it throws as a `ProviderError`, but the signal's reason as it is. */
export async function attempt<T>(
  failures: ProviderFailures,
  call: Pick<ProviderCall, 'signal' | 'tag'>,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason
    throw toFailure(failures, call, doing, error)
  }
}

function toFailure(
  failures: ProviderFailures,
  call: Pick<ProviderCall, 'tag'>,
  doing: string,
  error: unknown,
): ProviderError {
  return failures.of(error, call, { doing, ...describeFailure(error) })
}

/** BullMQ's own complaints are of jobs that it does not take, ioredis' of Redis. */
function describeFailure(error: unknown): Omit<FailureDescription, 'doing'> {
  const { message = '' } = (error ?? {}) as Partial<Error>
  if (/exceeds the limit \d+ bytes/.test(message)) return refused('Make the message smaller, or raise `sizeLimit`.')
  if (/^(?:Custom Id|Priority should|Deduplication|Missing key for parent|The parent job)/.test(message))
    return refused('Change the options of the job.')
  if (/enableOfflineQueue|^Connection is closed/.test(message))
    return {
      retryable: true,
      reason: 'there is no connection to Redis',
      remedy: 'See that the server runs and that its address is right.',
    }
  return describeRedisFailure(error)
}

function refused(remedy: string): Omit<FailureDescription, 'doing'> {
  return { code: 'BULLMQ_REFUSED', retryable: false, remedy }
}

/** Whether it is one job that is at fault, and not the connection: others of its batch may be taken. */
export function isOfOneJob(error: unknown): boolean {
  return describeFailure(error).code === 'BULLMQ_REFUSED'
}
