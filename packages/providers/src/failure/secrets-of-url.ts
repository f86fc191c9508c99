/** The password of an address, as it stands there and decoded: what errors must not tell. */
export function secretsOfUrl(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return []
  const { password } = new URL(url)
  return password === '' ? [] : [...new Set([password, decoded(password)])]
}

/** An address without user name, password, and what follows its path. */
export function describeUrl(url: string): string {
  if (!URL.canParse(url)) return 'an address that is none'
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
