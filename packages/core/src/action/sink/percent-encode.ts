/** As `encodeURIComponent`, also of texts with half a surrogate pair. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}
