import { StoreError } from '@triggerkit/core/adapter'

const names = ['schema', 'pollMs', 'listen']
const leastPollMs = 10

/** @throws StoreError of code `STORE_OPTIONS` with every problem. */
export function checkStoreOptions(options: unknown): void {
  const problems = isObject(options) ? problemsOf(options) : ['expected an object']
  if (problems.length === 0) return
  throw new StoreError({ code: 'STORE_OPTIONS', message: `sqlStore(): ${problems.join('; ')}.`, data: { problems } })
}

function problemsOf(options: Readonly<Record<string, unknown>>): string[] {
  const { schema, pollMs, listen } = options
  const problems = Object.keys(options)
    .filter((name) => !names.includes(name))
    .map((name) => `there is no option "${name}", only ${names.join(', ')}`)
  if (schema !== undefined && (typeof schema !== 'string' || schema === ''))
    problems.push('schema: expected the name of a schema')
  if (pollMs !== undefined && !(typeof pollMs === 'number' && Number.isFinite(pollMs) && pollMs >= leastPollMs))
    problems.push(`pollMs: expected a number of milliseconds from ${leastPollMs} on`)
  if (listen !== undefined && !(isObject(listen) && isClient(listen.client)))
    problems.push('listen.client: expected a client of pg, with query, on and removeListener')
  return problems
}

function isClient(client: unknown): boolean {
  return isObject(client) && ['query', 'on', 'removeListener'].every((name) => typeof client[name] === 'function')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
