import type { LookupFunction } from 'node:net'
import type { AddressResolver } from './egress-options.ts'
import type { EgressPolicy } from './egress-policy.ts'
import { EgressRefused } from './egress-refusal.ts'
import { plainHost } from './egress-rule.ts'

/**
 * The look-up of one connection: what it gives is what is connected to, so nothing can change between the check and the connection. A name
 * that has both addresses that may be reached and others is refused as a whole: a name that mixes the two is a mistake or an attack, and
 * whether it works must not depend on which address answers first.
 */
export function checkedLookup(policy: EgressPolicy, resolve: AddressResolver, port: number): LookupFunction {
  return (hostname, options, callback) => {
    const host = plainHost(hostname)
    resolve(hostname).then(
      (found) => {
        const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
        const refusal = found.map((address) => policy.judge(host, port, address)).find((each) => each !== undefined)
        const [first] = addresses
        if (refusal !== undefined) callback(new EgressRefused(refusal), [])
        else if (first === undefined) callback(noAddress(hostname), [])
        else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, []),
    )
  }
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}
