import { inputError, type RunPlace } from '../action/input-error.ts'
import { isSendable } from '../action/sink/header-sink.ts'
import { percentEncode } from '../action/sink/percent-encode.ts'
import { SecretText } from '../template/secret-text.ts'
import { isPlainObject } from '../value/plain-object.ts'
import type { ResolvedSecret } from './secret-store.ts'

/** The secrets of one attempt of an action: they are put in their places, and kept to their hosts. */
export class SecretUse {
  readonly #secrets: ReadonlyMap<string, ResolvedSecret>
  readonly #run: RunPlace

  constructor(secrets: Iterable<ResolvedSecret>, run: RunPlace) {
    this.#secrets = new Map([...secrets].map((secret) => [secret.name, secret]))
    this.#run = run
  }

  /** The input with the secrets in it. What holds none of them stays the very same value. */
  reveal(input: unknown): unknown {
    return this.#reveal(input, [])
  }

  /**
   * Keeps a request to the hosts of its secrets. Redirected to another host than `first` it goes only where all of its secrets name that host.
   *
   * @throws ActionError, final.
   */
  assertTarget(url: URL, first: URL): void {
    for (const { name, hosts } of this.#secrets.values()) {
      const isMeant = hosts === undefined ? url.host === first.host : hosts.some((host) => matchesHost(url, host))
      if (isMeant) continue
      const allowed = hosts === undefined ? `${first.host}, which it was sent to first` : hosts.join(', ')
      throw inputError(this.#run, `the secret "${name}" may not be sent to ${url.host}, only to ${allowed}.`)
    }
  }

  #reveal(value: unknown, open: readonly unknown[]): unknown {
    if (value instanceof SecretText) return this.#text(value)
    const isList = Array.isArray(value)
    if ((!isList && !isPlainObject(value)) || open.includes(value)) return value
    const within = [...open, value]
    if (isList) {
      const items = value.map((item) => this.#reveal(item, within))
      return items.every((item, index) => item === value[index]) ? value : items
    }
    const members = Object.entries(value).map(([key, member]) => [key, this.#reveal(member, within)] as const)
    return members.every(([key, member]) => member === value[key]) ? value : Object.fromEntries(members)
  }

  #text(text: SecretText): string {
    return text.parts
      .map((part) => {
        if (typeof part === 'string') return part
        const { name, value } = this.#secrets.get(part.secret)!
        if (part.place === 'url-query') return percentEncode(value)
        if (part.place === 'header' && !isSendable(value))
          throw inputError(this.#run, `the secret "${name}" holds a character that headers cannot carry.`)
        return value
      })
      .join('')
  }
}

function matchesHost(url: URL, host: string): boolean {
  const wanted = host.toLowerCase()
  if (wanted.startsWith('*.')) return url.hostname.endsWith(wanted.slice(1))
  return url.host === wanted || url.hostname === wanted
}
