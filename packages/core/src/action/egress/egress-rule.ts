import ipaddr from 'ipaddr.js'
import { type Ip, isInRange } from './ip-address.ts'

/** One line of `allow` or `deny`: a name, or a range of addresses. */
export interface EgressRule {
  /** Absent: every port. */
  readonly port?: number
  /** In lower case, in Punycode; `below`: every name that ends in it, not the name itself. */
  readonly name?: { text: string; below: boolean }
  readonly range?: readonly [Ip, number]
}

/** Where a request is about to go. */
export interface EgressTarget {
  /** As a parsed URL has it, in lower case and without a dot at its end. */
  host: string
  port: number
  /** The address that is connected to, in all its forms. Absent while the name is not resolved. */
  ips?: readonly Ip[]
}

/** Reads a rule; a text says what is wrong with it. */
export function parseEgressRule(text: string): EgressRule | string {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,6}))?$/.exec(text)
  const isBareIpv6 = match === null && text.split(':').length > 2 && !text.includes('[')
  if (match === null && !isBareIpv6)
    return 'expected a host, an address or a range, each with or without a port, such as "api.example.com:8443", "10.0.0.0/8" or "[fd00::/8]:443"'
  const [, inBrackets, plain = text, digits] = match ?? []
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (port < 1 || port > 65_535)) return `there is no port ${port}: ports are 1 to 65535`
  const host = inBrackets ?? plain
  const found = host.includes(':') || /^[\d.]+(?:\/.*)?$/.test(host) ? readRange(host) : readName(host)
  return typeof found === 'string' ? found : { ...found, port }
}

/**
 * Whether the rule speaks of the target. While its name is not resolved a range speaks of it only where `unresolved` says so: it may yet.
 */
export function ruleMatches({ port, name, range }: EgressRule, target: EgressTarget, unresolved = false): boolean {
  if (port !== undefined && port !== target.port) return false
  if (range !== undefined) return target.ips === undefined ? unresolved : isInRange(target.ips, range)
  const { text, below } = name!
  return below ? target.host.endsWith(`.${text}`) : target.host === text
}

function readRange(text: string): Pick<EgressRule, 'range'> | string {
  const [address = '', prefix, more] = text.split('/')
  const isIpv6 = address.includes(':')
  if (!(isIpv6 ? ipaddr.IPv6.isValid(address) : ipaddr.IPv4.isValidFourPartDecimal(address)) || more !== undefined)
    return `${JSON.stringify(text)} is neither an address nor a range: write "10.1.2.3", "10.0.0.0/8", "fd00::1" or "fd00::/8"`
  const ip = ipaddr.parse(address)
  const bits = isIpv6 ? 128 : 32
  if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
    return `a range of IPv${isIpv6 ? 6 : 4} addresses ends in /0 to /${bits}`
  const length = prefix === undefined ? bits : Number(prefix)
  if (isIpv6 && ((ip as ipaddr.IPv6).zoneId !== undefined || address.includes('%')))
    return 'a zone has no place in a rule'
  if (isIpv6 && (ip as ipaddr.IPv6).isIPv4MappedAddress()) return 'write an IPv4 address as such, not mapped into IPv6'
  const first = isIpv6
    ? ipaddr.IPv6.networkAddressFromCIDR(`${ip}/${length}`)
    : ipaddr.IPv4.networkAddressFromCIDR(`${ip}/${length}`)
  if (first.toString() !== ip.toString()) return `${text} begins within its range: write "${first}/${length}"`
  return { range: [ip, length] }
}

function readName(text: string): Pick<EgressRule, 'name'> | string {
  const below = text.startsWith('*.')
  const written = below ? text.slice(2) : text
  const wrong = `${JSON.stringify(text)} is no name of a host: write "api.example.com", or "*.example.com" for every name below`
  if (!/^[^\s/@?#\\:%*[\]]+$/.test(written) || !URL.canParse(`http://${written}/`)) return wrong
  const name = plainHost(new URL(`http://${written}/`).hostname)
  if (/^[\d.]+$/.test(name)) return `write the address as "${name}"`
  return name.split('.').includes('') ? wrong : { name: { text: name, below } }
}

/** A host in lower case and without the dot at its end: `Example.com.` is `example.com`. */
export function plainHost(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '')
}

/** The port that a request to the URL uses. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}
