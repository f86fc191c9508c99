import { describeValue } from '../../../errors/describe-value.ts'
import type { EmailAddress } from '../../../provider/email-provider.ts'
import type { ActionRun } from '../../action-executor.ts'
import { assertNothingMissing, inputError } from '../../input-error.ts'

const addressPattern =
  /^[^\s@<>(),;:"[\]\\\p{Cc}\u202a-\u202e\u2066-\u2069]{1,64}@[^\s@<>(),;:"[\]\\\p{Cc}\u202a-\u202e\u2066-\u2069]{1,255}$/u
const namedPattern = /^(?<name>[^<>,;"@\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*)<(?<address>[^<>]*)>$/u

/**
 * The addresses in a field: one text or an array of texts, each exactly one address, bare or as `Name <address>`, so that no value of a record
 * adds a recipient (R47). Empty and null ones are passed over.
 */
export function addressesOf(run: ActionRun, field: string): EmailAddress[] {
  return textsOf(run, field).map((text) => {
    const address = parseAddress(text)
    if (address === undefined)
      throw inputError(run, `\`${field}\` has ${describeValue(text, 80)}, which is not one mail address.`)
    return address
  })
}

export function parseAddress(text: string): EmailAddress | undefined {
  const { name = '', address = text } = namedPattern.exec(text.trim())?.groups ?? {}
  const bare = address.trim()
  if (!addressPattern.test(bare)) return undefined
  return name.trim() === '' ? { address: bare } : { address: bare, name: name.trim() }
}

/** One text or several: what is empty, null or missing is passed over. */
export function textsOf(run: ActionRun, field: string): string[] {
  const value = run.input[field]
  return (Array.isArray(value) ? value.flat() : [value]).flatMap((item: unknown) => {
    if (item === undefined || item === null || item === '') return []
    if (typeof item === 'string') return [item]
    if (typeof item === 'number' || typeof item === 'bigint') return [String(item)]
    throw inputError(run, `\`${field}\` has to be a text or an array of texts, found ${describeValue(item, 80)}.`)
  })
}

/** @throws ActionError naming the placeholders that had no value. */
export function assertAny(run: ActionRun, field: string, found: readonly unknown[]): void {
  if (found.length > 0) return
  assertNothingMissing(run, field)
  throw inputError(run, `\`${field}\` is empty: nobody would get it.`)
}
