import type { ProviderCall } from '@triggerkit/core'
import type { StandardSchema } from './standard-schema.ts'

/**
 * What a function is told beside its input: `idempotencyKey`, the same for all attempts; `signal`, aborted when the attempt's time is up (of a
 * dispatched workflow: when `close` gives it up); `trigger`, `action`, `tag`, `event`, `table` and `timestamp` of the Write.
 */
export type FunctionRun = ProviderCall

interface Callable<Run> {
  call(input: unknown, run: Run): unknown
}

/** A function by name. What it resolves with is the action's result. Its input may be annotated with what it is known to be. */
export type NamedFunction = Callable<FunctionRun>['call']

/** A function with the schema that its input has to pass. It is given what the schema made of the input. */
export interface CheckedFunction {
  readonly input: StandardSchema
  readonly run: NamedFunction
}

export type FunctionEntry = NamedFunction | CheckedFunction

/**
 * A function whose input is checked by a Standard Schema (of Zod, Valibot, ArkType, …), and typed by it.
 *
 * ```ts
 * workflows({ 'update-inventory': withInput(z.object({ sku: z.string() }), async ({ sku }, run) => reserve(sku)) })
 * ```
 */
export function withInput<Output>(
  input: StandardSchema<Output>,
  run: (input: Output, run: FunctionRun) => unknown,
): CheckedFunction {
  return { input, run: run as NamedFunction }
}

/** What is wrong with functions by name: one phrase each. `path` is where they stand. */
export function problemsOfEntries(entries: unknown, path: string): string[] {
  if (!isObject(entries)) return [`${path} has to be an object of functions by their names`]
  return Object.entries(entries).flatMap(([name, entry]) => {
    if (name === '' || name === '__proto__') return [`${path} has a function whose name is ${JSON.stringify(name)}`]
    return isEntry(entry) ? [] : [`${path}[${JSON.stringify(name)}] has to be a function or { run, input: schema }`]
  })
}

function isEntry(entry: unknown): boolean {
  if (typeof entry === 'function') return true
  if (!isObject(entry) || typeof entry.run !== 'function') return false
  const schema = entry.input as Partial<StandardSchema> | undefined
  return typeof schema?.['~standard']?.validate === 'function'
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
