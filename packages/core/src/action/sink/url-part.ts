/** Where in an address a text has come to. */
export type UrlPart = 'scheme' | 'authority' | 'path' | 'query' | 'fragment'

/** Read as the URL parser does: tabs and line breaks are nothing, and a backslash is a slash. */
export function urlPartAfter(text: string): UrlPart {
  const { rest } = splitScheme(text)
  if (rest === undefined) return 'scheme'
  const end = rest.search(/[/\\?#]/)
  if (end < 0) return 'authority'
  if (rest.includes('#')) return 'fragment'
  return rest.includes('?') ? 'query' : 'path'
}

/** Host, port and user name, and the path after it; undefined where there is no scheme. */
export function splitUrl(text: string): { authority: string; path: string } | undefined {
  const { rest } = splitScheme(text)
  if (rest === undefined) return undefined
  const [, authority = '', path = ''] = /^([^/\\?#]*)([^?#]*)/.exec(rest) ?? []
  return { authority, path }
}

function splitScheme(text: string): { rest: string | undefined } {
  const clean = text.replaceAll(/[\t\n\r]/g, '')
  const scheme = /^[\s\p{Cc}]*[a-z][a-z\d+.-]*:[/\\]*/iu.exec(clean)
  return { rest: scheme === null ? undefined : clean.slice(scheme[0].length) }
}
