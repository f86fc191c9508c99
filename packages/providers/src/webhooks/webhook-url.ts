import type { Row } from '@triggerkit/core'
import { toText } from '@triggerkit/core/adapter'

const place = /\{([\w-]+)\}/g
const authority = /^https?:\/\/([^/?#]*)/i

/** What is wrong with an endpoint's address; undefined where nothing is. */
export function problemOfUrl(url: unknown): string | undefined {
  if (typeof url !== 'string') return 'has to be an absolute http or https address'
  const [, host] = authority.exec(url) ?? []
  if (host === undefined || !URL.canParse(url.replaceAll(place, 'x')))
    return 'has to be an absolute http or https address'
  if (host.includes('{')) return 'has a {name} in its host, where none may be'
  if (host.includes('@')) return 'carries a user name: give it as the header authorization'
  return undefined
}

/**
 * The address with its `{name}` parts filled, percent-encoded, and the query added. Or what is wrong: no value, or one that would lead to another
 * path.
 */
export function fillUrl(url: string, params: Row, query: Row): { url: URL } | { problem: string } {
  const missing = new Set<string>()
  const filled = url.replaceAll(place, (_whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    const text = value === undefined || value === null ? '' : toText(value)
    if (text === '') missing.add(name)
    return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
  })
  if (missing.size > 0) return { problem: `its address asks for ${list(missing)}: give it in \`params\`` }
  const path = filled.replace(authority, '').split(/[?#]/)[0]!
  if (path.split(/[/\\]/).some((part) => /^(?:\.|%2e){1,2}$/i.test(part)))
    return { problem: 'a value of `params` would lead to another path' }
  const target = new URL(filled)
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== null) target.searchParams.append(name, toText(each))
  return { url: target }
}

/** Where to ask whether a receiver is there: its address, or its server's where that has parts to fill. */
export function addressToAsk(url: string): URL {
  return /\{[\w-]+\}/.test(url) ? new URL('/', url.replaceAll(place, 'x')) : new URL(url)
}

function list(names: ReadonlySet<string>): string {
  return [...names].map((name) => `{${name}}`).join(', ')
}
