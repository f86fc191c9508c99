const signals = ['SIGINT', 'SIGTERM'] as const

/** Shells tell of a program that a signal ended by 128 and its number. */
const numbers = { SIGINT: 2, SIGTERM: 15 } as const

/** Resolves at the first signal to end, which it tells of; a second one ends the process at once. */
export function stopOnSignal(told: (signal: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    for (const signal of signals)
      process.on(signal, () => {
        if (isStopping) process.exit(128 + numbers[signal])
        isStopping = true
        told(signal)
        resolve()
      })
  })
}
