import ipaddr from 'ipaddr.js'
import { type Ip, type IpAddress, isInRange } from './ip-address.ts'

const metadataNames: ReadonlySet<string> = new Set(['metadata.google.internal', 'metadata.goog'])

const metadataRanges = [range('169.254.0.0/16'), range('fd00:ec2::254/128')]

/** Metadata services elsewhere: Azure's and Oracle's IPv4, Alibaba, Google's and Scaleway's IPv6. */
const otherRanges = [
  '168.63.129.16/32',
  '192.0.0.192/32',
  '100.100.100.200/32',
  'fd20:ce::254/128',
  'fd00:42::42/128',
].map(range)

/** Whether the host's name, in lower case and without a dot at its end, is that of a cloud's metadata service. */
export function isMetadataName(name: string): boolean {
  return metadataNames.has(name)
}

/**
 * Whether it is a cloud's metadata service, which hands out credentials, in whatever way it is written into IPv6 (R46): 169.254.0.0/16 and
 * fd00:ec2::254. `everywhere` adds addresses that only some clouds use for it, and others may use for something else.
 */
export function isMetadataAddress(
  { forms, embedded }: IpAddress,
  { everywhere = false }: { everywhere?: boolean } = {},
): boolean {
  const ips: readonly Ip[] = [...forms, ...embedded]
  const ranges = everywhere ? [...metadataRanges, ...otherRanges] : metadataRanges
  return ranges.some((each) => isInRange(ips, each))
}

function range(text: string): [Ip, number] {
  return ipaddr.parseCIDR(text)
}
