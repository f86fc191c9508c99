import { OptionsError } from '../../errors/options-error.ts'
import type { ActionRun } from '../action-executor.ts'
import type { FetchInit, FetchLike, FetchResponse } from '../executors/http/fetch-like.ts'
import { checkEgressOptions } from './check-egress-options.ts'
import { type EgressOptions, egressDefaults } from './egress-options.ts'
import { EgressPolicy } from './egress-policy.ts'
import { type EgressRefusal, EgressRefused } from './egress-refusal.ts'
import { plainHost, portOf } from './egress-rule.ts'
import { loadTransports, type Transports } from './load-transport.ts'
import type { NodeModules } from './node-modules.ts'
import { NodeTransport, type NodeTransportOptions } from './node-transport.ts'

/** Whether a definition is the developer's own or from a store (R46). */
export type DefinitionOrigin = ActionRun['trigger']['origin']

export interface EgressSetup extends EgressOptions {
  /** Used for definitions in code, which it serves as it is; for stored ones only with `unsafeFetchForStored`. */
  fetch?: FetchLike
  tls?: NodeTransportOptions['tls']
  load?: () => Promise<NodeModules>
}

/** Headers that say how a message is framed: whoever sends the request sets them. A wrong one would mix requests of one connection. */
const framingHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The way out: sends HTTP requests where the policy lets them. Made by `createEgress`; each engine has one of its own. */
export class Egress {
  readonly maxRedirects: number
  readonly maxResponseBytes: number
  readonly maxFileBytes: number
  readonly #setup: EgressSetup
  readonly #policies: Readonly<Record<DefinitionOrigin, EgressPolicy>>
  #transports: Promise<Transports> | undefined

  /** @throws OptionsError with every problem of the options. */
  constructor({ fetch, tls, load, ...options }: EgressSetup = {}, subject?: string) {
    const problems = checkEgressOptions(options)
    if (problems.length > 0) throw new OptionsError({ subject, problems })
    this.maxRedirects = options.maxRedirects ?? egressDefaults.maxRedirects
    this.maxResponseBytes = options.maxResponseBytes ?? egressDefaults.maxResponseBytes
    this.maxFileBytes = options.maxFileBytes ?? egressDefaults.maxFileBytes
    this.#setup = { ...options, fetch, tls, load }
    this.#policies = {
      code: new EgressPolicy(options, options.applyToCode ?? false),
      stored: new EgressPolicy(options, true),
    }
  }

  /**
   * Sends one request for a definition of that origin; redirects are not followed. Rejects with what went wrong.
   *
   * @throws EgressRefused where the policy, or what can be checked here, does not let it.
   */
  async fetch(url: URL, init: FetchInit, origin: DefinitionOrigin): Promise<FetchResponse> {
    const policy = this.#policies[origin]
    const assertAllowed = (unresolved: boolean): void => {
      const refusal =
        judgeHeaders(init.headers, policy) ?? policy.judgeHost(plainHost(url.hostname), portOf(url), { unresolved })
      if (refusal !== undefined) throw new EgressRefused(refusal)
    }
    assertAllowed(true)
    const client = await this.#clientFor(origin)
    if (client instanceof NodeTransport) return client.fetch(url, init)
    assertAllowed(false)
    return client(url.href, init)
  }

  /** Ends the connections that are kept for further requests, and those in use. */
  async close(): Promise<void> {
    const transports = await this.#transports?.catch(() => undefined)
    transports?.code.close()
    transports?.stored.close()
  }

  /** Triggerkit's own transport wherever it has to be that one, or nothing else is given. */
  async #clientFor(origin: DefinitionOrigin): Promise<NodeTransport | FetchLike> {
    const mayBeUnchecked = !this.#policies[origin].strict || this.#setup.unsafeFetchForStored
    if (mayBeUnchecked && this.#setup.fetch !== undefined) return this.#setup.fetch
    try {
      return (await this.#load())[origin]
    } catch (cause) {
      if (mayBeUnchecked) return globalThis.fetch
      throw new EgressRefused({ ...noTransport, cause })
    }
  }

  /** Loads it once; a failure counts for the requests that wait for it only, and not for good. */
  #load(): Promise<Transports> {
    if (this.#transports !== undefined) return this.#transports
    const { resolve, maxHeaderBytes = egressDefaults.maxHeaderBytes, tls, load } = this.#setup
    const loading = loadTransports(this.#policies, { resolve, maxHeaderBytes, tls }, load)
    loading.catch(() => {
      this.#transports = undefined
    })
    this.#transports = loading
    return loading
  }
}

const noTransport: EgressRefusal = {
  rule: 'runtime',
  reason:
    'this runtime gives no say in which address is connected to (there is no `node:http` of that kind, or node-fetch cannot be loaded), so ' +
    'it cannot be checked. Run it on Node, or make it a definition in code; `egress.unsafeFetchForStored` sends it unchecked through `fetch`',
}

function judgeHeaders(headers: Readonly<Record<string, string>>, { strict }: EgressPolicy): EgressRefusal | undefined {
  const found = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .find((name) => framingHeaders.has(name) || (strict && name === 'host'))
  if (found === undefined) return undefined
  const reason =
    found === 'host'
      ? 'its header "host" would lead it to another host than the one that was checked. Leave it out'
      : `its header "${found}" is set by whoever sends the request. Leave it out`
  return { rule: 'header', reason }
}
