import type { EgressOptions } from './egress-options.ts'
import type { EgressRefusal } from './egress-refusal.ts'
import { type EgressRule, parseEgressRule, ruleMatches } from './egress-rule.ts'
import { describeRange, type IpAddress, isPublicAddress, parseIpAddress } from './ip-address.ts'
import { isMetadataAddress, isMetadataName } from './metadata-address.ts'
import { type OpenPorts, openPorts } from './open-ports.ts'

/** Where requests of one kind of definition may go. `strict`: all of the options hold; otherwise only metadata services are refused. */
export class EgressPolicy {
  readonly strict: boolean
  readonly #allow: readonly EgressRule[]
  readonly #deny: readonly EgressRule[]
  readonly #closed: boolean
  readonly #isOpen: OpenPorts

  constructor({ allow, deny, closed = false, ports }: EgressOptions, strict: boolean) {
    this.strict = strict
    this.#allow = rulesOf(allow)
    this.#deny = rulesOf(deny)
    this.#closed = closed
    this.#isOpen = openPorts(ports)
  }

  /**
   * Judges a host before it is resolved; an address for good, as nothing is resolved then. With `unresolved` a name that a range might yet
   * open is let through: `judge` hears of it again, with the address that is connected to.
   */
  judgeHost(host: string, port: number, { unresolved }: { unresolved: boolean }): EgressRefusal | undefined {
    return this.#judge(host, port, parseIpAddress(host), unresolved)
  }

  /** Judges the address that is connected to, whatever the host is called. What cannot be read as an address is refused. */
  judge(host: string, port: number, address: string): EgressRefusal | undefined {
    const parsed = parseIpAddress(address)
    return parsed === undefined ? notPublic(host, port) : this.#judge(host, port, parsed, false)
  }

  #judge(host: string, port: number, address: IpAddress | undefined, unresolved: boolean): EgressRefusal | undefined {
    if (isMetadataName(host) || (address && isMetadataAddress(address, { everywhere: this.strict }))) return metadata
    if (!this.strict) return undefined
    const everyForm = address && [...address.forms, ...address.embedded]
    if (this.#deny.some((rule) => ruleMatches(rule, { host, port, ips: everyForm }))) return denied
    const allowing = this.#allow.filter((rule) => ruleMatches(rule, { host, port, ips: address?.forms }, unresolved))
    if (!this.#isOpen(port) && !allowing.some((rule) => rule.port !== undefined)) return closedPort(host, port)
    if (allowing.length > 0) return undefined
    if (this.#closed) return notNamed(host, port)
    return address === undefined || isPublicAddress(address) ? undefined : notPublic(host, port)
  }
}

function rulesOf(texts: readonly string[] = []): EgressRule[] {
  return texts.map(parseEgressRule).filter((rule) => typeof rule !== 'string')
}

const metadata: EgressRefusal = {
  rule: 'metadata',
  reason: 'it is, or leads to, the metadata service of a cloud, which hands out credentials; no option opens it',
}

const denied: EgressRefusal = { rule: 'deny', reason: '`egress.deny` names it' }

function closedPort(host: string, port: number): EgressRefusal {
  return { rule: 'port', reason: `the port ${port} is not among those of \`egress.ports\`. ${remedy(host, port)}` }
}

function notNamed(host: string, port: number): EgressRefusal {
  const reason = `with \`egress.closed\` only what \`egress.allow\` names may be reached. ${remedy(host, port)}`
  return { rule: 'closed', reason }
}

/** An address that was written is told what it is; what a name leads to is told to nobody who may have asked in order to know. */
function notPublic(host: string, port: number): EgressRefusal {
  const written = parseIpAddress(host)
  const what =
    written === undefined
      ? 'its name leads to an address that is not public'
      : `its address is ${describeRange(written)}`
  return { rule: 'address', reason: `${what}, and only public ones may be reached. ${remedy(host, port)}` }
}

function remedy(host: string, port: number): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return `To allow it: createTriggers({ egress: { allow: ["${name}:${port}"] } })`
}
