import ipaddr from 'ipaddr.js'

export type Ip = ipaddr.IPv4 | ipaddr.IPv6

/** An address as the network takes it. */
export interface IpAddress {
  /** Ways to write where it leads; the last is what the network makes of it: IPv4 where IPv6 only carries it (mapped, NAT64). */
  readonly forms: readonly Ip[]
  /** IPv4 addresses that a tunnel or a translator may find in it: IPv4-compatible, translated, local NAT64, 6to4, Teredo, ISATAP. */
  readonly embedded: readonly ipaddr.IPv4[]
}

/** Reads an address in its usual spelling, an IPv6 one with or without brackets; undefined for what is none, a host's name above all. */
export function parseIpAddress(text: string): IpAddress | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return { forms: [ipaddr.IPv4.parse(bare)], embedded: [] }
  if (!ipaddr.IPv6.isValid(bare)) return undefined
  const ip = ipaddr.IPv6.parse(bare)
  if (ip.isIPv4MappedAddress()) return { forms: [ip.toIPv4Address()], embedded: [] }
  const { parts } = ip
  if (startsWith(parts, [0x64, 0xff9b, 0, 0, 0, 0])) return { forms: [ip, toIpv4(parts[6], parts[7])], embedded: [] }
  return { forms: [ip], embedded: embeddedIn(parts) }
}

/**
 * Whether the whole Internet reaches it: an assigned unicast address that is neither private nor set aside for anything else, and that no
 * tunnel leads elsewhere.
 */
export function isPublicAddress({ forms, embedded }: IpAddress): boolean {
  const ip = forms.at(-1)!
  if (ip.range() !== 'unicast') return false
  return 'octets' in ip || ((ip.parts[0]! & 0xe000) === 0x2000 && embedded.length === 0)
}

const rangeNames: Readonly<Record<string, string>> = {
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  multicast: 'multicast',
  linkLocal: 'link-local',
  loopback: 'loopback',
  carrierGradeNat: 'carrier-grade NAT',
  private: 'private',
  uniqueLocal: 'private (unique local)',
  '6to4': '6to4',
  teredo: 'Teredo',
}

/** What kind of address it is, where it is not public: `loopback`, `private`, `reserved` … */
export function describeRange({ forms }: IpAddress): string {
  return rangeNames[forms.at(-1)!.range()] ?? 'reserved'
}

/** Whether one of these addresses lies in the range. */
export function isInRange(ips: readonly Ip[], [base, prefix]: readonly [Ip, number]): boolean {
  return ips.some((ip) => ip.kind() === base.kind() && ip.match(base, prefix))
}

function embeddedIn(parts: readonly number[]): ipaddr.IPv4[] {
  const [first, second, third, fourth, fifth, sixth, seventh, eighth] = parts
  const last = toIpv4(seventh, eighth)
  if (startsWith(parts, [0, 0, 0, 0, 0, 0]) || startsWith(parts, [0, 0, 0, 0, 0xffff, 0])) return [last]
  if (startsWith(parts, [0x64, 0xff9b, 1])) return [last]
  if (first === 0x2002) return [toIpv4(second, third)]
  if (first === 0x2001 && second === 0) return [toIpv4(third, fourth), toIpv4(~seventh!, ~eighth!)]
  return sixth === 0x5efe && (fifth! & 0xfdff) === 0 ? [last] : []
}

function startsWith(parts: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((part, index) => parts[index] === part)
}

function toIpv4(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([(high >> 8) & 0xff, high & 0xff, (low >> 8) & 0xff, low & 0xff])
}
