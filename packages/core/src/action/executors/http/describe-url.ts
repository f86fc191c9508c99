/** An address for messages: without user, query and fragment, which may hold what is secret. */
export function describePath(url: URL): string {
  return `${url.origin}${url.pathname}`
}
