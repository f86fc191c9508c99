/** What an HTTP client has to look like: the global `fetch`, undici's, node-fetch. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchResponse>

export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
  /** Redirects are followed here, each checked like the first address. */
  redirect: 'manual'
  signal: AbortSignal
}

export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null; forEach(visit: (value: string, name: string) => void): void }
  /** A web stream or a Node stream; read up to a limit. */
  readonly body?: unknown
  text(): Promise<string>
}
