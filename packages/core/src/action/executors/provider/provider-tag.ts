export interface ProviderTag {
  tag: string
  /** What follows the `:`; undefined where there is none. */
  rest: string | undefined
}

/** `emails:welcome-message` is the message `welcome-message` of the provider `emails`. */
export function parseTag(text: string): ProviderTag {
  const colon = text.indexOf(':')
  if (colon < 0) return { tag: text, rest: undefined }
  return { tag: text.slice(0, colon), rest: text.slice(colon + 1) || undefined }
}
