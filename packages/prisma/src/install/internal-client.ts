import type { RawClient } from '../client/raw-client.ts'

const mark = '$triggerkitInternal'

interface ExtendedClient {
  _extensions?: { getAllClientExtensions(): Record<string, unknown> | undefined }
}

/** A client for our own look-ups: without any extension, and told from all others by what passes every request. */
export function internalClientOf(raw: RawClient): RawClient {
  return raw.$extends({ name: 'triggerkit', client: { [mark]: true } })
}

export function isInternal(client: RawClient): boolean {
  return (client as unknown as ExtendedClient)._extensions?.getAllClientExtensions()?.[mark] === true
}
