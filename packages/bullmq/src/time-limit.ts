/** What `work` gives, or a rejection with `message` when that takes longer, or the signal is aborted. */
export async function within<T>(
  timeoutMs: number,
  message: string,
  work: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let end: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new Error(message))
    const timer = setTimeout(fail, timeoutMs)
    signal?.addEventListener('abort', fail)
    if (signal?.aborted) fail()
    end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', fail)
    }
  })
  try {
    return await Promise.race([work, late])
  } finally {
    end()
  }
}

const closeMs = 2_000

/** Closes it, and where Redis does not answer cuts its connection, so that the process may end. Never rejects. */
export async function closeInTime(held: { close(): Promise<void>; disconnect(): Promise<void> }): Promise<void> {
  const closed = held.close()
  try {
    await within(closeMs, 'Redis is away.', closed)
  } catch {
    const cut = held.disconnect().then(() => closed)
    await within(closeMs, 'Redis is away.', cut).catch(() => undefined)
  }
}
