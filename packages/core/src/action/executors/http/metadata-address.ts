const metadataNames: ReadonlySet<string> = new Set(['metadata.google.internal'])

/**
 * Whether the host of a parsed URL is a cloud's metadata service, which hands out credentials: 169.254.0.0/16 and fd00:ec2::254, also
 * mapped into IPv6 (R46). Parsing has brought odd spellings (decimal, octal, hex) to their one form. Names are not resolved here.
 */
export function isMetadataAddress(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (metadataNames.has(host)) return true
  if (!host.startsWith('[')) return /^169\.254\.\d+\.\d+$/.test(host)
  const groups = parseIpv6(host.slice(1, -1))
  if (groups === undefined) return false
  const [first, second, third, fourth, fifth, sixth, seventh, eighth] = groups
  if (first === 0xfd00 && second === 0xec2 && eighth === 0x254)
    return [third, fourth, fifth, sixth, seventh].every((group) => group === 0)
  return seventh === 0xa9fe && embedsIpv4(groups)
}

/** IPv4-compatible, mapped, translated (RFC 2765) and NAT64 (64:ff9b::/96) addresses end in an IPv4 address. */
function embedsIpv4(groups: readonly number[]): boolean {
  const prefix = groups.slice(0, 6).map((group) => group.toString(16))
  return ['0,0,0,0,0,0', '0,0,0,0,0,ffff', '0,0,0,0,ffff,0', '64,ff9b,0,0,0,0'].includes(prefix.join())
}

/** The eight groups of an address as the URL parser writes it. */
function parseIpv6(address: string): number[] | undefined {
  const [head = '', tail] = address.split('::')
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const before = read(head)
  const after = tail === undefined ? [] : read(tail)
  const gap = 8 - before.length - after.length
  if (gap < 0 || (tail === undefined && gap !== 0)) return undefined
  return [...before, ...Array.from({ length: gap }, () => 0), ...after]
}
