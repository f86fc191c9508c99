/** Where the server trusts everybody, any will do. */
export const password = 'a pass/word: ünd @ mehr'

/** The same database at another address; always with a password, which servers that trust everybody pass over. */
export function changed(address: string, change: (url: URL) => unknown): string {
  const url = new URL(address)
  if (url.password === '') url.password = encodeURIComponent(password)
  change(url)
  return url.href
}
