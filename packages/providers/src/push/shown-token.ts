/** The end of a device token, for messages and results: whoever has the whole of it can address the device. */
export function shownToken(token: string): string {
  const bare = token.replace(/\]$/, '')
  return bare.length < 12 ? '…' : `…${bare.slice(-4)}`
}
