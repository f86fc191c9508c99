import { ProviderError } from '@triggerkit/core'
import { escapeControls, toError } from '@triggerkit/core/adapter'
import type { CheckedFunction, FunctionEntry, FunctionRun } from './function-entry.ts'
import { checkInput } from './standard-schema.ts'

const maxTold = 50

/** One function on its way: which provider it belongs to, and what errors call it (`workflow "update-inventory"`). */
export interface FunctionCall {
  provider: string
  subject: string
  entry: FunctionEntry
  input: unknown
}

/**
 * What the function comes to.
 *
 * @throws ProviderError what it threw, with its own `retryable`, `code`, `status` and `retryAfterMs`; with `retryable: false` and code
 * `INPUT_INVALID` where its schema refuses the input.
 */
export async function callFunction(call: FunctionCall, run: FunctionRun): Promise<unknown> {
  try {
    const { entry } = call
    if (typeof entry === 'function') return await entry(call.input, run)
    return await entry.run(await inputOf(entry, call, run), run)
  } catch (thrown) {
    throw functionError(call, run, thrown)
  }
}

async function inputOf({ input: schema }: CheckedFunction, call: FunctionCall, run: FunctionRun): Promise<unknown> {
  const checked = await checkInput(schema, call.input)
  if ('value' in checked) return checked.value
  throw invalidInput(call, run, checked.problems)
}

/** What is wrong with the input, all of it: final. */
export function invalidInput(call: FunctionCall, run: FunctionRun, found: readonly string[]): ProviderError {
  const problems = found.slice(0, maxTold).map(escapeControls)
  const more = found.length > maxTold ? `; and ${found.length - maxTold} more` : ''
  const provider = nameOf(call.provider, run)
  return new ProviderError({
    code: 'INPUT_INVALID',
    provider,
    message: `${provider} got an input that the ${call.subject} does not take: ${problems.join('; ')}${more}. Mend the action's \`input\`.`,
    retryable: false,
    data: { problems },
  })
}

/**
 * What a function threw, told with its name. A `ProviderError` stays what it is. The error itself is the `cause`, so that `retryOn` knows its
 * class.
 */
export function functionError(
  { provider: name, subject }: Pick<FunctionCall, 'provider' | 'subject'>,
  run: FunctionRun,
  thrown: unknown,
): ProviderError {
  if (ProviderError.isInstance(thrown)) return thrown
  const cause = toError(thrown, run)
  const { retryable, code, status, retryAfterMs } = cause as Partial<Record<string, unknown>> & Error
  const provider = nameOf(name, run)
  return new ProviderError({
    code: typeof code === 'string' ? code : 'FUNCTION_FAILED',
    provider,
    message: `${provider} could not run the ${subject}: ${cause.message || cause.name}`,
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    status: typeof status === 'number' ? status : undefined,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    cause,
  })
}

function nameOf(provider: string, { tag }: FunctionRun): string {
  return tag === undefined ? provider : `${provider} ${JSON.stringify(tag)}`
}
