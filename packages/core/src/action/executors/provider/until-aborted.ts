/** What a source gives, until the signal is aborted: then it throws the signal's reason, and does not wait for a source that stands still. */
export async function* untilAborted(
  source: AsyncIterable<unknown> | ReadableStream,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const iterator = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  let stop: (reason: unknown) => void = () => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = reject
  })
  aborted.catch(() => undefined)
  const onAbort = (): void => stop(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    const ended = Promise.resolve(iterator.return?.()).catch(() => undefined)
    if (!signal.aborted) await ended
  }
}
