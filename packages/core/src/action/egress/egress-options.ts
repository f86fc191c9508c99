/** Gives all addresses of a host, in the order in which they are tried. Rejects where there is none. */
export type AddressResolver = (hostname: string) => Promise<readonly string[]>

/**
 * Where triggers may send HTTP requests to (R46). Stored definitions reach public addresses, on the ports of `ports`; definitions in code
 * reach everything. A cloud's metadata service is out of reach for both, whatever is said here.
 */
export interface EgressOptions {
  /**
   * What stored definitions may reach beside, or with `closed` at all: names (`api.example.com`, `*.example.com` for every name below),
   * addresses and ranges (`10.1.2.3`, `10.0.0.0/8`, `fd00::/8`), each also with a port (`api.internal:8080`, `[fd00::/8]:8080`), which
   * opens that one port. A name is let through whatever address it leads to, so name only hosts whose DNS you trust.
   */
  allow?: readonly string[]
  /** What they may not reach, in the same forms. It wins over `allow`. */
  deny?: readonly string[]
  /** Whether they reach nothing but what `allow` names. Default false. */
  closed?: boolean
  /** Whether definitions in code are held to all of this as stored ones are. Default false. */
  applyToCode?: boolean
  /**
   * Ports that they may use where no rule names one: numbers, or ranges as `'8000-8999'`. Default: 80, 443 and from 1,024 on, but for those
   * of databases, brokers and other services that a request might be smuggled into.
   */
  ports?: readonly (number | string)[]
  /** Redirects that are followed. Default 5, at most 10. */
  maxRedirects?: number
  /** Most bytes of an answer's body that are read, after decompression. Default 1 MiB. */
  maxResponseBytes?: number
  /** Most bytes of a file that an action fetches, or is given as a stream. Default 64 MiB. */
  maxFileBytes?: number
  /** Most bytes of an answer's header. Default 16 KiB. */
  maxHeaderBytes?: number
  /** Looks hosts up; what it gives is checked. Default: the operating system's look-up. */
  resolve?: AddressResolver
  /**
   * Whether stored definitions use the option `fetch` too, and the runtime's own `fetch` where there is no Node. The address that it connects to cannot be checked: a stored definition that names
   * a host of its own reaches your private network. Default false.
   */
  unsafeFetchForStored?: boolean
}

export const egressDefaults: Required<
  Pick<EgressOptions, 'maxRedirects' | 'maxResponseBytes' | 'maxFileBytes' | 'maxHeaderBytes'>
> = {
  maxRedirects: 5,
  maxResponseBytes: 1_048_576,
  maxFileBytes: 67_108_864,
  maxHeaderBytes: 16_384,
}
