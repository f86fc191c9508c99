import type { EmailAddress } from './email-provider.ts'

/** `Ann <ann@example.com>`, or the address alone. */
export function addressText({ address, name }: EmailAddress): string {
  return name === undefined ? address : `${name} <${address}>`
}
