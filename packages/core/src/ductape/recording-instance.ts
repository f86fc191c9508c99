/** For tests: an instance with functions at these paths, each of which keeps what it was called with and answers as told. */
export function recordingInstance(answers: Readonly<Record<string, unknown>>): {
  instance: object
  calls: [path: string, argument: unknown][]
} {
  const calls: [string, unknown][] = []
  const instance: Record<string, unknown> = {}
  for (const [path, answer] of Object.entries(answers)) {
    const names = path.split('.')
    const last = names.pop()!
    let owner = instance
    for (const name of names) {
      owner[name] ??= {}
      owner = owner[name] as Record<string, unknown>
    }
    owner[last] = function record(this: unknown, ...given: unknown[]): unknown {
      if (this !== owner) throw new TypeError(`${path} was called without what it belongs to`)
      if (given.length !== 1) throw new TypeError(`${path} takes one argument, got ${given.length}`)
      calls.push([path, given[0]])
      return typeof answer === 'function' ? (answer as (argument: unknown) => unknown)(given[0]) : answer
    }
  }
  return { instance, calls }
}
